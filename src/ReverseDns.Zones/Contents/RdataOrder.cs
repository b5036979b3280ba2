namespace ReverseDns.Zones;

/// <summary>Canonical order of the records of one RRset (RFC 4034, section 6.3).</summary>
internal static class RdataOrder
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);
}
