using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>The fields of valid RRSIG RDATA (RFC 4034, section 3.1).</summary>
internal readonly ref struct SignatureFields(ReadOnlySpan<byte> rdata)
{
    private const int SignerOffset = 18;
    private readonly ReadOnlySpan<byte> _rdata = rdata;

    public RecordType Covered => (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_rdata);

    public SecurityAlgorithm Algorithm => (SecurityAlgorithm)_rdata[2];

    public int Labels => _rdata[3];

    public uint OriginalTtl => BinaryPrimitives.ReadUInt32BigEndian(_rdata[4..]);

    public uint Expiration => BinaryPrimitives.ReadUInt32BigEndian(_rdata[8..]);

    public uint Inception => BinaryPrimitives.ReadUInt32BigEndian(_rdata[12..]);

    public ushort KeyTag => BinaryPrimitives.ReadUInt16BigEndian(_rdata[16..]);

    public ReadOnlySpan<byte> Signer => _rdata.Slice(SignerOffset, WireName.Length(_rdata[SignerOffset..]));

    /// <summary>All before the signature itself.</summary>
    public ReadOnlySpan<byte> Head => _rdata[..(SignerOffset + Signer.Length)];

    public ReadOnlySpan<byte> Signature => _rdata[(SignerOffset + Signer.Length)..];

    /// <summary>Labels that an RRSIG of an owner has to state: without the root's and a wildcard's.</summary>
    public static int LabelsOf(ReadOnlySpan<byte> owner) =>
        WireName.CountLabels(owner) - (owner is [1, (byte)'*', ..] ? 1 : 0);

    /// <summary>Writes all before the signature; returns its length.</summary>
    public static int WriteHead(
        Span<byte> rdata,
        RecordType covered,
        SecurityAlgorithm algorithm,
        int labels,
        uint ttl,
        uint expiration,
        uint inception,
        ushort keyTag,
        ReadOnlySpan<byte> signer)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rdata, (ushort)covered);
        rdata[2] = (byte)algorithm;
        rdata[3] = (byte)labels;
        BinaryPrimitives.WriteUInt32BigEndian(rdata[4..], ttl);
        BinaryPrimitives.WriteUInt32BigEndian(rdata[8..], expiration);
        BinaryPrimitives.WriteUInt32BigEndian(rdata[12..], inception);
        BinaryPrimitives.WriteUInt16BigEndian(rdata[16..], keyTag);
        WireName.ToLower(signer, rdata[SignerOffset..]);
        return SignerOffset + signer.Length;
    }
}
