using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>
/// What a signature is made of (RFC 4034, section 3.1.8.1): the RRSIG's fields, then the records in canonical form. One
/// thread at a time.
/// </summary>
internal sealed class SignedOctets
{
    private byte[] _octets = new byte[4096];
    private int _length;

    /// <summary>Good until the next is written.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length);

    public void Write(ReadOnlySpan<byte> head, in RRsetView rrset)
    {
        _length = 0;
        head.CopyTo(Take(head.Length));
        var fields = new SignatureFields(head);
        WriteRecords(rrset, fields.OriginalTtl);
    }

    /// <summary>The records of an RRset in canonical form and order (RFC 4034, section 6).</summary>
    private void WriteRecords(in RRsetView rrset, uint ttl)
    {
        Span<byte> start = stackalloc byte[WireName.MaxLength + 8];
        ReadOnlySpan<byte> owner = rrset.Owner;
        WireName.ToLower(owner, start);
        BinaryPrimitives.WriteUInt16BigEndian(start[owner.Length..], (ushort)rrset.Type);
        BinaryPrimitives.WriteUInt16BigEndian(start[(owner.Length + 2)..], (ushort)RecordClass.IN);
        BinaryPrimitives.WriteUInt32BigEndian(start[(owner.Length + 4)..], ttl);
        start = start[..(owner.Length + 8)];
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.Rdata(i);
            Span<byte> record = Take(start.Length + 2 + rdata.Length);
            start.CopyTo(record);
            BinaryPrimitives.WriteUInt16BigEndian(record[start.Length..], (ushort)rdata.Length);
            Span<byte> canonical = record[(start.Length + 2)..];
            rdata.CopyTo(canonical);
            Rdata.Canonicalize(rrset.Type, canonical);
        }
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(_length + count, _octets.Length * 2));
        }

        _length += count;
        return _octets.AsSpan(_length - count, count);
    }
}
