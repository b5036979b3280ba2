namespace ReverseDns.Protocol;

/// <summary>A secret shared with a peer, and the algorithm that it is for. Its text never shows the secret.</summary>
public sealed class TsigKey
{
    private readonly byte[] _secret;

    /// <param name="macLength">Octets that MACs of ours are cut to and those of the peer have at least; 0: whole ones.</param>
    /// <exception cref="ArgumentException">There is no secret, or so short a MAC is not allowed.</exception>
    public TsigKey(DomainName name, TsigAlgorithm algorithm, ReadOnlySpan<byte> secret, int macLength = 0)
    {
        int whole = TsigAlgorithms.MacLengthOf(algorithm);
        if (secret.IsEmpty)
        {
            throw new ArgumentException("A key has a secret", nameof(secret));
        }

        if (macLength != 0 && (macLength < TsigAlgorithms.ShortestMacOf(algorithm) || macLength > whole))
        {
            throw new ArgumentException($"{macLength} octets are no MAC of {algorithm}", nameof(macLength));
        }

        Name = name.ToLower();
        Algorithm = algorithm;
        MacLength = macLength == 0 ? whole : macLength;
        _secret = secret.ToArray();
    }

    /// <summary>In lower case, as it goes into the MAC.</summary>
    public DomainName Name { get; }

    public TsigAlgorithm Algorithm { get; }

    /// <summary>Octets of the MACs that we send, and of the shortest that we take.</summary>
    public int MacLength { get; }

    /// <summary>Octets that a record under this key takes at most.</summary>
    public int MaxRecordLength => TsigRecord.Length(Name, TsigAlgorithms.NameOf(Algorithm), TsigAlgorithms.MaxMacLength, TsigRecord.TimeLength);

    internal ReadOnlySpan<byte> Secret => _secret;

    public override string ToString() => $"{Name} ({TsigAlgorithms.NameOf(Algorithm)})";
}
