using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>
/// The keys that signatures are verified with: those of the zone's DNSKEY RRset, and others that the caller knows. Of keys
/// with one tag only a few count, so that nobody can make a signature cost many verifications.
/// </summary>
internal sealed class PublishedKeys : IDisposable
{
    private const int MostWithOneTag = 4;
    private readonly Dictionary<(ushort Tag, SecurityAlgorithm Algorithm), List<VerifyingKey>> _keys = [];

    /// <param name="also">RDATA of keys that sign before they are published, or did until now.</param>
    public PublishedKeys(in RRsetView keys, IReadOnlyList<ReadOnlyMemory<byte>> also)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            if (Add(keys.Rdata(i)) is { } algorithm)
            {
                Algorithms.Add(algorithm);
            }
        }

        foreach (ReadOnlyMemory<byte> key in also)
        {
            Add(key.Span);
        }
    }

    /// <summary>Each of them must have signed everything (RFC 4035, section 2.2).</summary>
    public SortedSet<SecurityAlgorithm> Algorithms { get; } = [];

    public IReadOnlyList<VerifyingKey> Find(ushort tag, SecurityAlgorithm algorithm) =>
        _keys.TryGetValue((tag, algorithm), out List<VerifyingKey>? keys) ? keys : [];

    public void Dispose()
    {
        foreach (VerifyingKey key in _keys.Values.SelectMany(keys => keys))
        {
            key.Dispose();
        }
    }

    private SecurityAlgorithm? Add(ReadOnlySpan<byte> dnsKey)
    {
        if ((DnsKeyRdata.Flags(dnsKey) & DnsKeyRdata.Revoked) != 0 || !VerifyingKey.TryCreate(dnsKey, out VerifyingKey? key))
        {
            return null;
        }

        if (!_keys.TryGetValue((key.KeyTag, key.Algorithm), out List<VerifyingKey>? same))
        {
            _keys.Add((key.KeyTag, key.Algorithm), same = []);
        }

        if (same.Count == MostWithOneTag)
        {
            key.Dispose();
        }
        else
        {
            same.Add(key);
        }

        return key.Algorithm;
    }
}
