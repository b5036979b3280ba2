using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Canonical order of the records of one RRset (RFC 4034, section 6.3); names inside RDATA compare without case.</summary>
internal static class RdataOrder
{
    public static int Compare(RecordType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return 0;
        }

        if (left.Length > 512 || right.Length > 512)
        {
            return left.SequenceCompareTo(right);
        }

        Span<byte> leftCanonical = stackalloc byte[left.Length];
        Span<byte> rightCanonical = stackalloc byte[right.Length];
        left.CopyTo(leftCanonical);
        right.CopyTo(rightCanonical);
        Rdata.Canonicalize(type, leftCanonical);
        Rdata.Canonicalize(type, rightCanonical);
        return leftCanonical.SequenceCompareTo(rightCanonical);
    }
}
