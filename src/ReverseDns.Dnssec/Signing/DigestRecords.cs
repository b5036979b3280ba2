using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Adds the digests of a version to it, signed: the last records that a version gets (RFC 8976, section 3).</summary>
internal static class DigestRecords
{
    /// <param name="signed">A version, or what changes in one, without ZONEMD records at the apex.</param>
    /// <param name="digests">RDATA of the records.</param>
    public static ZoneContents Add(ZoneContents signed, IReadOnlyList<byte[]> digests, SigningPlan plan)
    {
        ReadOnlySpan<byte> apex = signed.Origin.Wire;
        uint ttl = signed.TryFind(apex, RecordType.SOA, out RRsetView soa) ? soa.Ttl : 0;
        using var records = new ZoneContentsBuilder(signed.Origin);
        foreach (byte[] digest in digests)
        {
            records.Add(apex, RecordType.ZONEMD, ttl, digest);
        }

        using ZoneContents added = records.Build();
        using var signatures = new ZoneContentsBuilder(signed.Origin);
        var signer = new RRsetSigner(plan, before: null, signatures);
        foreach (RRsetView rrset in added)
        {
            signer.Sign(rrset);
        }

        using var builder = new ZoneContentsBuilder(signed.Origin, signed.Size + added.Size);
        builder.Add(signed);
        builder.Add(added);
        builder.Add(signatures);
        return builder.Build();
    }
}
