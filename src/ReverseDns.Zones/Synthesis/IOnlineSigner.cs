using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Signs for one zone while it answers, with the keys of a version of it. Any thread, several at once.</summary>
public interface IOnlineSigner
{
    /// <summary>No other signer of the process has it: what was signed for one is not given out for another.</summary>
    long Version { get; }

    /// <summary>How much longer than a signature of the usual algorithms all of an RRset's take to make.</summary>
    int Cost { get; }

    /// <summary>
    /// Writes the RDATA of the RRSIGs of an RRset of one record, each behind its length in two octets; false when there is no
    /// room, or a key does not sign. Allocates nothing.
    /// </summary>
    /// <param name="owner">In lower case, as all names in the RDATA.</param>
    bool TrySign(
        ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> signatures, out int length);
}
