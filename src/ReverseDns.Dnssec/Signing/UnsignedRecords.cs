using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Makes what is to be signed: a zone without what a signer has added to it before, with the records of keys and denial.</summary>
internal static class UnsignedRecords
{
    private const int SerialFromEnd = 20;
    private const int MinimumFromEnd = 4;

    /// <summary>Says that a signer makes the records of a type, so that those which come along are left out.</summary>
    public static bool IsMade(RecordType type, bool isApex) =>
        type is RecordType.RRSIG or RecordType.NSEC or RecordType.NSEC3 or RecordType.NSEC3PARAM
        || (isApex && type is RecordType.DNSKEY or RecordType.CDS or RecordType.CDNSKEY or RecordType.ZONEMD);

    public static ZoneContents Make(ZoneContents contents, ZoneKeys keys, SigningOptions options, Serial serial)
    {
        using var builder = new ZoneContentsBuilder(contents.Origin, contents.Size * 2);
        using var denial = new ZoneContentsBuilder(contents.Origin);
        uint ttl = NegativeTtl(contents);
        IDenialWriter chain = options.Denial == DenialKind.Nsec
            ? new NsecWriter(denial, ttl)
            : new Nsec3Writer(denial, ttl, options.Denial);
        var owners = new OwnerWalk(contents);
        while (owners.MoveNext())
        {
            bool isApex = owners.IsApex;
            bool hasOwn = false;
            while (owners.NextRRset(out RRsetView rrset))
            {
                if (IsMade(rrset.Type, isApex))
                {
                    owners.Types.Remove(rrset.Type);
                    continue;
                }

                hasOwn = true;
                Copy(builder, rrset, isApex && rrset.Type == RecordType.SOA ? serial : null);
            }

            if (isApex)
            {
                AddApex(builder, keys, options.Denial);
                AddApexTypes(owners.Types, keys, options);
            }

            if (hasOwn)
            {
                chain.Add(owners.Owner, owners.Types, owners.Standing);
            }
        }

        chain.Finish();
        builder.Add(denial);
        return builder.Build();
    }

    /// <summary>The TTL of denial: as long as it is remembered that a name does not exist (RFC 9077).</summary>
    /// <exception cref="ArgumentException">There is no SOA at the apex.</exception>
    public static uint NegativeTtl(ZoneContents contents) =>
        contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa)
            ? Math.Min(soa.Ttl, BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata(0)[^MinimumFromEnd..]))
            : throw new ArgumentException($"Zone {contents.Origin} has no SOA at its apex", nameof(contents));

    /// <summary>Adds an RRset under its one TTL, a SOA with another serial.</summary>
    public static void Copy(ZoneContentsBuilder builder, in RRsetView rrset, Serial? serial)
    {
        uint ttl = rrset.Ttl;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.Rdata(i);
            if (serial is { } other)
            {
                byte[] changed = rdata.ToArray();
                BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(changed.Length - SerialFromEnd), other.Value);
                rdata = changed;
            }

            builder.Add(rrset.Owner, rrset.Type, ttl, rdata, rrset.File(i), rrset.Line(i));
        }
    }

    /// <summary>Adds the records of keys and of NSEC3's parameters.</summary>
    public static void AddApex(ZoneContentsBuilder builder, ZoneKeys keys, DenialKind denial)
    {
        foreach (ResourceRecord record in keys.Records)
        {
            builder.Add(record);
        }

        if (denial != DenialKind.Nsec)
        {
            builder.Add(builder.Origin.Wire, RecordType.NSEC3PARAM, 0, Nsec3Fields.Parameters);
        }
    }

    /// <summary>Names the types that a signer adds at the apex; digests come last, and are denied by then like the others.</summary>
    public static void AddApexTypes(TypeSet types, ZoneKeys keys, SigningOptions options)
    {
        foreach (ResourceRecord record in keys.Records)
        {
            types.Add(record.Type);
        }

        if (options.Denial != DenialKind.Nsec)
        {
            types.Add(RecordType.NSEC3PARAM);
        }

        if (options.Digests != ZoneDigests.None)
        {
            types.Add(RecordType.ZONEMD);
        }
    }
}
