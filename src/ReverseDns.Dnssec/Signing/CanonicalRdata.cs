using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>RDATA as a signature sees it (RFC 4034, section 6.2).</summary>
internal static class CanonicalRdata
{
    /// <summary>The same but for the case of names where the canonical form has none.</summary>
    public static bool AreEqual(RecordType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        if (left.Length != right.Length)
        {
            return false;
        }

        byte[] leftCanonical = left.ToArray();
        byte[] rightCanonical = right.ToArray();
        Rdata.Canonicalize(type, leftCanonical);
        Rdata.Canonicalize(type, rightCanonical);
        return leftCanonical.AsSpan().SequenceEqual(rightCanonical);
    }
}
