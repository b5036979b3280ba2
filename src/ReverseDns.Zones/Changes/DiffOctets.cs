using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// A diff as octets: removed records, then added ones, each side a count of 32 bits and the records. A record is the
/// length of its owner below the origin, that owner without an end, type, TTL, length of the RDATA, RDATA. Big-endian.
/// </summary>
internal static class DiffOctets
{
    private const int FixedLength = sizeof(byte) + sizeof(ushort) + sizeof(uint) + sizeof(ushort);

    public static void Append(NativeBuffer buffer, ZoneDiff diff)
    {
        Append(buffer, diff.Removed);
        Append(buffer, diff.Added);
    }

    /// <summary>False when the octets are no diff of the zone: a length, a name or an RDATA that cannot be.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, DomainName origin, Serial from, Serial to, [NotNullWhen(true)] out ZoneDiff? diff)
    {
        diff = null;
        using var removed = new ZoneContentsBuilder(origin);
        using var added = new ZoneContentsBuilder(origin);
        if (!TryRead(ref octets, removed) || !TryRead(ref octets, added) || !octets.IsEmpty)
        {
            return false;
        }

        diff = new ZoneDiff(from, to, removed.Build(), added.Build());
        return true;
    }

    private static unsafe void Append(NativeBuffer buffer, ZoneContents contents)
    {
        BinaryPrimitives.WriteInt32BigEndian(new Span<byte>(buffer.Append(sizeof(int)), sizeof(int)), contents.RecordCount);
        foreach (RRsetView rrset in contents)
        {
            ReadOnlySpan<byte> relative = rrset.Owner[..^contents.Origin.Wire.Length];
            uint ttl = rrset.Ttl;
            for (int i = 0; i < rrset.Count; i++)
            {
                ReadOnlySpan<byte> rdata = rrset.Rdata(i);
                int length = FixedLength + relative.Length + rdata.Length;
                var record = new Span<byte>(buffer.Append(length), length);
                record[0] = (byte)relative.Length;
                relative.CopyTo(record[1..]);
                Span<byte> rest = record[(1 + relative.Length)..];
                BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)rrset.Type);
                BinaryPrimitives.WriteUInt32BigEndian(rest[2..], rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : ttl);
                BinaryPrimitives.WriteUInt16BigEndian(rest[6..], (ushort)rdata.Length);
                rdata.CopyTo(rest[8..]);
            }
        }
    }

    private static bool TryRead(ref ReadOnlySpan<byte> octets, ZoneContentsBuilder builder)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(octets, out int count) || count < 0)
        {
            return false;
        }

        octets = octets[sizeof(int)..];
        while (count > 0 && TryReadRecord(ref octets, builder))
        {
            count--;
        }

        return count == 0;
    }

    private static bool TryReadRecord(ref ReadOnlySpan<byte> octets, ZoneContentsBuilder builder)
    {
        ReadOnlySpan<byte> origin = builder.Origin.Wire;
        if (octets.IsEmpty || octets[0] + FixedLength > octets.Length || octets[0] + origin.Length > WireName.MaxLength)
        {
            return false;
        }

        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        int relative = octets[0];
        octets.Slice(1, relative).CopyTo(owner);
        origin.CopyTo(owner[relative..]);
        owner = owner[..(relative + origin.Length)];
        ReadOnlySpan<byte> rest = octets[(1 + relative)..];
        var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rest);
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(rest[2..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[6..]);
        rest = rest[8..];
        if (length > rest.Length
            || !WireName.TryMeasure(owner, out int measured) || measured != owner.Length
            || !WireName.IsAtOrBelow(owner, origin)
            || !Rdata.TryValidate(type, rest[..length], out _))
        {
            return false;
        }

        builder.Add(owner, type, ttl, rest[..length]);
        octets = rest[length..];
        return true;
    }
}
