using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Digests;

/// <summary>Records in canonical form, one behind the other (RFC 4034, section 6.2). Grows with the largest owner.</summary>
internal sealed class CanonicalOctets
{
    private const int HeaderLength = 10;
    private const int SignerOffset = 18;
    private byte[] _octets = new byte[1 << 14];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        Span<byte> record = Take(owner.Length + HeaderLength + rdata.Length);
        WireName.ToLower(owner, record);
        Span<byte> header = record[owner.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)RecordClass.IN);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], (ushort)rdata.Length);
        Span<byte> canonical = header[HeaderLength..];
        rdata.CopyTo(canonical);
        if (type == RecordType.RRSIG)
        {
            // Half of all records: its one name stands at a known place.
            Span<byte> signer = canonical[SignerOffset..];
            signer = signer[..WireName.Length(signer)];
            WireName.ToLower(signer, signer);
        }
        else
        {
            Rdata.Canonicalize(type, canonical);
        }
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(Length + count, _octets.Length * 2));
        }

        Length += count;
        return _octets.AsSpan(Length - count, count);
    }
}
