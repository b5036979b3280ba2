using System.Buffers.Binary;
using System.Security.Cryptography;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>ZONEMD records by RFC 8976, section 3.3, slowly: all records in canonical form, sorted, and hashed in one go.</summary>
internal static class ReferenceDigest
{
    public static IReadOnlyList<byte[]> Compute(ZoneContents contents, ZoneDigests digests)
    {
        var records = new List<(DomainName Owner, RecordType Type, byte[] Rdata, uint Ttl)>();
        uint serial = 0;
        foreach (RRsetView rrset in contents)
        {
            var owner = DomainName.FromWire(rrset.Owner);
            for (int i = 0; i < rrset.Count; i++)
            {
                byte[] rdata = rrset.Rdata(i).ToArray();
                Rdata.Canonicalize(rrset.Type, rdata);
                RecordType covered = rrset.Type == RecordType.RRSIG ? (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rdata) : rrset.Type;
                serial = rrset.Type == RecordType.SOA ? BinaryPrimitives.ReadUInt32BigEndian(rdata.AsSpan(rdata.Length - 20)) : serial;
                if (owner != contents.Origin || covered != RecordType.ZONEMD)
                {
                    records.Add((owner, rrset.Type, rdata, rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl));
                }
            }
        }

        records.Sort((left, right) =>
            left.Owner != right.Owner ? (left.Owner < right.Owner ? -1 : 1)
            : left.Type != right.Type ? left.Type.CompareTo(right.Type)
            : left.Rdata.AsSpan().SequenceCompareTo(right.Rdata));
        byte[] octets = [.. records.SelectMany(record => Octets(record.Owner, record.Type, record.Ttl, record.Rdata))];
        var found = new List<byte[]>();
        if (digests.HasFlag(ZoneDigests.Sha384))
        {
            found.Add([.. Number(serial), 1, 1, .. SHA384.HashData(octets)]);
        }

        if (digests.HasFlag(ZoneDigests.Sha512))
        {
            found.Add([.. Number(serial), 1, 2, .. SHA512.HashData(octets)]);
        }

        return found;
    }

    private static byte[] Octets(DomainName owner, RecordType type, uint ttl, byte[] rdata)
    {
        byte[] name = new byte[owner.Wire.Length];
        WireName.ToLower(owner.Wire, name);
        return [.. name, .. Number((uint)type)[2..], 0, 1, .. Number(ttl), .. Number((uint)rdata.Length)[2..], .. rdata];
    }

    private static byte[] Number(uint value)
    {
        byte[] octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }
}
