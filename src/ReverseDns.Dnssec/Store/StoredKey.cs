using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>A key of a zone with its files.</summary>
/// <param name="Path">Of the .private file.</param>
public sealed record StoredKey(DomainName Zone, SigningKey Key, KeyTiming Timing, string Path) : IDisposable
{
    public KeyName Name => new(Key.Algorithm, Key.KeyTag);

    public void Dispose() => Key.Dispose();
}
