using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>A name that changes from entry to entry, kept in one place so that no record allocates.</summary>
internal sealed class NameBuffer
{
    private readonly byte[] _wire = new byte[WireName.MaxLength];
    private int _length;

    /// <summary>Empty until the name is set.</summary>
    public ReadOnlySpan<byte> Wire => _wire.AsSpan(0, _length);

    public bool IsSet => _length > 0;

    public void Set(ReadOnlySpan<byte> wire)
    {
        wire.CopyTo(_wire);
        _length = wire.Length;
    }

    /// <summary>A name that cannot be read leaves none: nothing inherits a half-read owner.</summary>
    public bool TryParse(scoped PresentationToken token, ReadOnlySpan<byte> origin, ref PresentationReader reader)
    {
        NameSyntax syntax = WireName.TryParse(token.Text, origin, _wire, out _length);
        if (syntax == NameSyntax.Ok)
        {
            return true;
        }

        _length = 0;
        reader.Fail(token, $"'{Shown.Token(token)}' is not a domain name: {Shown.Syntax(syntax)}");
        return false;
    }
}
