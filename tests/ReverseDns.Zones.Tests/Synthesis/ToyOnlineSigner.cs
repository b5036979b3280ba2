using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>Signatures of the right form that are only octets, as the toy signer's of whole zones.</summary>
internal sealed class ToyOnlineSigner(DomainName origin) : IOnlineSigner
{
    public long Version => 1;

    public int Cost { get; init; } = 1;

    /// <summary>Signatures made.</summary>
    public int Made { get; private set; }

    public void Reset() => Made = 0;

    public bool TrySign(
        ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> signatures, out int length)
    {
        Made++;
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, ttl);
        byte[] signature =
        [
            0, (byte)type, 13, (byte)WireName.CountLabels(owner), .. number, .. new byte[8], 0x12, 0x34, .. origin.Wire, .. new byte[64],
        ];
        BinaryPrimitives.WriteUInt16BigEndian(signatures, (ushort)signature.Length);
        signature.CopyTo(signatures[2..]);
        length = 2 + signature.Length;
        return true;
    }
}
