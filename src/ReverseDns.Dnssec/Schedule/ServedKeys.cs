namespace ReverseDns.Dnssec;

/// <summary>What the served version of a zone says of its keys.</summary>
/// <param name="DnsKeys">The DNSKEY RRset, with the keys that signed it.</param>
/// <param name="Signatures">Every set of keys that some other RRset is signed with; while signatures are replaced there are several.</param>
/// <param name="TimeToLive">Of the DNSKEY RRset.</param>
/// <param name="LargestTimeToLive">Of all RRsets.</param>
public sealed record ServedKeys(
    KeySet DnsKeys, KeySet DnsKeySigners, IReadOnlyCollection<KeySet> Signatures, TimeSpan TimeToLive, TimeSpan LargestTimeToLive)
{
    /// <summary>RDATA of the DNSKEY RRset.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records { get; init; } = [];

    public static ServedKeys Unsigned(TimeSpan timeToLive) => new(KeySet.Empty, KeySet.Empty, [KeySet.Empty], timeToLive, timeToLive);

    /// <summary>Says whether signatures of a key are served.</summary>
    public bool IsSignedWith(KeyName key) => DnsKeySigners.Contains(key) || Signatures.Any(set => set.Contains(key));
}
