using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Protocol;

/// <summary>
/// An absolute domain name of at most 255 octets. Its case is kept for output and ignored in comparison
/// (RFC 4343); the order is the canonical one (RFC 4034, section 6.1). The default value is the root.
/// </summary>
public readonly struct DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    private static readonly byte[] RootWire = [0];

    private readonly byte[]? _wire;

    private DomainName(byte[] wire) => _wire = wire;

    public static DomainName Root => default;

    /// <summary>The uncompressed wire form, root label included.</summary>
    public ReadOnlySpan<byte> Wire => _wire ?? RootWire;

    /// <summary>The same octets as <see cref="Wire"/>, for callers that cannot hold a span.</summary>
    public ReadOnlyMemory<byte> Memory => _wire ?? RootWire;

    public bool IsRoot => Wire.Length == 1;

    public bool IsWildcard => Wire is [1, (byte)'*', ..];

    /// <summary>Labels without the root's: 0 for the root, 2 for "example.net.".</summary>
    public int LabelCount => WireName.CountLabels(Wire);

    /// <summary>The name without its first label; the root is its own parent.</summary>
    public DomainName Parent => IsRoot ? this : FromWire(Wire[(Wire[0] + 1)..]);

    /// <summary>Reads presentation form; a name without a final dot is taken relative to the root.</summary>
    public static DomainName Parse(string text) =>
        TryParse(text, Root, out DomainName name, out NameSyntax syntax)
            ? name
            : throw new FormatException($"'{text}' is not a domain name: {syntax}");

    /// <summary>Reads presentation form, completing a relative name with the origin.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, DomainName origin, out DomainName name, out NameSyntax syntax)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) > 4 * WireName.MaxLength)
        {
            name = default;
            syntax = text is null ? NameSyntax.EmptyLabel : NameSyntax.NameTooLong;
            return false;
        }

        Span<byte> wire = stackalloc byte[WireName.MaxLength];
        syntax = WireName.TryParse(Encoding.UTF8.GetBytes(text), origin.Wire, wire, out int length);
        name = syntax == NameSyntax.Ok ? FromWire(wire[..length]) : default;
        return syntax == NameSyntax.Ok;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out DomainName name) =>
        TryParse(text, Root, out name, out _);

    /// <summary>Copies a valid uncompressed name; bytes after it are an error.</summary>
    public static DomainName FromWire(ReadOnlySpan<byte> wire) =>
        TryFromWire(wire, out DomainName name)
            ? name
            : throw new ArgumentException("Not one whole uncompressed domain name", nameof(wire));

    /// <summary>False unless the bytes are exactly one uncompressed name.</summary>
    public static bool TryFromWire(ReadOnlySpan<byte> wire, out DomainName name)
    {
        bool valid = WireName.TryMeasure(wire, out int length) && length == wire.Length;
        name = valid && length > 1 ? new DomainName(wire.ToArray()) : default;
        return valid;
    }

    /// <summary>This name below a suffix: "www" and "example.net." give "www.example.net.".</summary>
    public bool TryAppend(DomainName suffix, out DomainName name)
    {
        if (Wire.Length - 1 + suffix.Wire.Length > WireName.MaxLength)
        {
            name = default;
            return false;
        }

        name = FromWire([.. Wire[..^1], .. suffix.Wire]);
        return true;
    }

    /// <summary>True for the ancestor itself too. Compared on label borders: 3.2.1 is not below 2.1's sibling 12.1.</summary>
    public bool IsAtOrBelow(DomainName ancestor) => WireName.IsAtOrBelow(Wire, ancestor.Wire);

    public DomainName ToLower()
    {
        byte[] lower = new byte[Wire.Length];
        WireName.ToLower(Wire, lower);
        return FromWire(lower);
    }

    public int CompareTo(DomainName other) => WireName.Compare(Wire, other.Wire);

    public bool Equals(DomainName other) => WireName.Equal(Wire, other.Wire);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DomainName other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (byte value in Wire)
        {
            hash.Add(WireName.ToLower(value));
        }

        return hash.ToHashCode();
    }

    /// <summary>Presentation form with the final dot.</summary>
    public override string ToString() => WireName.ToString(Wire);

    public static bool operator ==(DomainName left, DomainName right) => left.Equals(right);

    public static bool operator !=(DomainName left, DomainName right) => !left.Equals(right);

    public static bool operator <(DomainName left, DomainName right) => left.CompareTo(right) < 0;

    public static bool operator <=(DomainName left, DomainName right) => left.CompareTo(right) <= 0;

    public static bool operator >(DomainName left, DomainName right) => left.CompareTo(right) > 0;

    public static bool operator >=(DomainName left, DomainName right) => left.CompareTo(right) >= 0;
}
