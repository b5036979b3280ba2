using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>Reads of a signed zone when validation ends, from its apex alone.</summary>
public static unsafe class ApexSignatures
{
    private const int ExpirationOffset = 8;

    /// <summary>
    /// When the last signature of the keys has ended, or the last one of the SOA, whichever is sooner: from then on no answer,
    /// or no denial, can be validated. Null for a zone that is not signed. For whoever has the zone in use.
    /// </summary>
    /// <param name="now">Times in signatures are of 32 bits, and within 68 years of now (RFC 4034, section 3.1.5).</param>
    public static DateTimeOffset? End(CompiledZone zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(zone);
        DateTimeOffset? keys = End(zone, RecordType.DNSKEY, now);
        DateTimeOffset? soa = End(zone, RecordType.SOA, now);
        return keys is null || soa is null ? null : keys < soa ? keys : soa;
    }

    private static DateTimeOffset? End(CompiledZone zone, RecordType type, DateTimeOffset now)
    {
        RRsetEntry* entry = NodeHeader.Find(zone.Node(zone.Header.Apex), type, out byte* block);
        if (entry == null || entry->SignatureCount == 0)
        {
            return null;
        }

        int latest = int.MinValue;
        BlockReader records = new NodeRecords(zone.Origin).Read(entry, block);
        while (records.MoveNext())
        {
            if (records.Type == RecordType.RRSIG)
            {
                uint end = BinaryPrimitives.ReadUInt32BigEndian(records.Rdata[ExpirationOffset..]);
                latest = Math.Max(latest, unchecked((int)(end - (uint)now.ToUnixTimeSeconds())));
            }
        }

        return now.AddSeconds(latest);
    }
}
