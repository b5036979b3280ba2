using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Digests;

namespace ReverseDns.Zones;

/// <summary>
/// The digest of a whole zone version (RFC 8976), scheme SIMPLE: over all its records in canonical form and order, less the
/// apex's ZONEMD records and their signatures. It takes one pass over the zone.
/// </summary>
public static unsafe class ZoneDigest
{
    private const int HeaderLength = 6;
    private const byte Simple = 1;
    private const int SerialFromEnd = 20;

    /// <summary>The RDATA of the ZONEMD records that a version is to have.</summary>
    /// <exception cref="ArgumentException">There is no SOA at the apex.</exception>
    public static IReadOnlyList<byte[]> Compute(ZoneContents contents, ZoneDigests digests)
    {
        ArgumentNullException.ThrowIfNull(contents);
        Serial serial = SerialOf(contents) ?? throw new ArgumentException($"Zone {contents.Origin} has no SOA at its apex", nameof(contents));
        return Compute(new ContentsRecords(contents).AddNext, digests, serial);
    }

    /// <summary>The same for a compiled version; nobody disposes it meanwhile.</summary>
    public static IReadOnlyList<byte[]> Compute(CompiledZone zone, ZoneDigests digests)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Compute(new VersionRecords(zone).AddNext, digests, zone.Serial);
    }

    /// <summary>Holds the ZONEMD records of a version against it; without any that counts there is no pass.</summary>
    public static ZoneDigestResult Verify(ZoneContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var published = new List<byte[]>();
        if (contents.TryFind(contents.Origin.Wire, RecordType.ZONEMD, out RRsetView rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                published.Add(rrset.Rdata(i).ToArray());
            }
        }

        return SerialOf(contents) is { } serial
            ? Verify(published, serial, digests => Compute(contents, digests))
            : new ZoneDigestResult(ZoneDigestOutcome.Wrong, ["there is no SOA with a serial to compare"]);
    }

    /// <summary>The same for a compiled version; nobody disposes it meanwhile.</summary>
    public static ZoneDigestResult Verify(CompiledZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var published = new List<byte[]>();
        RRsetEntry* entry = NodeHeader.Find(zone.Node(zone.Header.Apex), RecordType.ZONEMD, out byte* block);
        if (entry != null)
        {
            BlockReader records = new NodeRecords(zone.Origin).Read(entry, block);
            while (published.Count < entry->Count && records.MoveNext())
            {
                published.Add(records.Rdata.ToArray());
            }
        }

        return Verify(published, zone.Serial, digests => Compute(zone, digests));
    }

    private static ZoneDigestResult Verify(List<byte[]> published, Serial serial, Func<ZoneDigests, IReadOnlyList<byte[]>> compute)
    {
        if (published.Count == 0)
        {
            return new ZoneDigestResult(ZoneDigestOutcome.Absent, []);
        }

        var remarks = new List<string>();
        var counting = new List<byte[]>();
        ZoneDigestOutcome outcome = ZoneDigestOutcome.Unknown;
        foreach (byte[] record in published)
        {
            (ZoneDigestOutcome judged, string? remark) = Judge(record, published, serial);
            outcome = judged > outcome ? judged : outcome;
            if (remark is null)
            {
                counting.Add(record);
            }
            else
            {
                remarks.Add(remark);
            }
        }

        if (counting.Count > 0)
        {
            IReadOnlyList<byte[]> right = compute(counting.Aggregate(ZoneDigests.None, (digests, record) => digests | KindOf(record)));
            byte[][] wrong = [.. counting.Where(record => !right.Any(other => other.AsSpan().SequenceEqual(record)))];
            outcome = wrong.Length < counting.Count ? ZoneDigestOutcome.Verified : ZoneDigestOutcome.Wrong;
            remarks.AddRange(wrong.Select(record => $"the digest by {NameOf(record)} is not that of the zone"));
        }

        return new ZoneDigestResult(outcome, remarks);
    }

    /// <summary>Why a record does not count, and what follows if all others do not either; null for one that is to be compared.</summary>
    private static (ZoneDigestOutcome Outcome, string? Remark) Judge(byte[] record, List<byte[]> published, Serial serial)
    {
        uint ofRecord = BinaryPrimitives.ReadUInt32BigEndian(record);
        ZoneDigests kind = KindOf(record);
        if (kind == ZoneDigests.None)
        {
            return (ZoneDigestOutcome.Unknown, $"scheme {record[4]} with hash {record[5]} is not known");
        }

        if (published.Count(other => other.AsSpan(4, 2).SequenceEqual(record.AsSpan(4, 2))) > 1)
        {
            return (ZoneDigestOutcome.Wrong, $"several digests by {NameOf(record)}");
        }

        return ofRecord == serial.Value
            ? (ZoneDigestOutcome.Wrong, null)
            : (ZoneDigestOutcome.Stale, $"the digest by {NameOf(record)} is that of serial {ofRecord}, and the zone's is {serial.Value}");
    }

    private static ZoneDigests KindOf(byte[] record) =>
        record is [_, _, _, _, Simple, 1 or 2, ..] ? (ZoneDigests)record[5] : ZoneDigests.None;

    private static string NameOf(byte[] record) => KindOf(record) == ZoneDigests.Sha384 ? "SHA-384" : "SHA-512";

    private static IReadOnlyList<byte[]> Compute(Func<CanonicalOctets, bool> addNext, ZoneDigests digests, Serial serial)
    {
        if (digests == ZoneDigests.None)
        {
            return [];
        }

        return [.. new DigestPass(addNext, digests).Run().Select(found => Record(serial, (byte)found.Kind, found.Digest))];
    }

    private static byte[] Record(Serial serial, byte hash, byte[] digest)
    {
        byte[] rdata = new byte[HeaderLength + digest.Length];
        BinaryPrimitives.WriteUInt32BigEndian(rdata, serial.Value);
        rdata[4] = Simple;
        rdata[5] = hash;
        digest.CopyTo(rdata, HeaderLength);
        return rdata;
    }

    private static Serial? SerialOf(ZoneContents contents) =>
        contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa)
            ? new Serial(BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata(0)[^SerialFromEnd..]))
            : null;
}
