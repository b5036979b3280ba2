using System.Buffers.Binary;

namespace ReverseDns.Dnssec;

/// <summary>The RDATA of a DNSKEY: flags, protocol 3, algorithm, public key (RFC 4034, section 2.1).</summary>
internal static class DnsKeyRdata
{
    public const int HeaderLength = 4;
    public const byte Protocol = 3;

    public const ushort ZoneKey = 0x0100;
    public const ushort Revoked = 0x0080;
    public const ushort SecureEntryPoint = 0x0001;

    public static byte[] Create(ushort flags, SecurityAlgorithm algorithm, ReadOnlySpan<byte> publicKey)
    {
        byte[] rdata = new byte[HeaderLength + publicKey.Length];
        BinaryPrimitives.WriteUInt16BigEndian(rdata, flags);
        rdata[2] = Protocol;
        rdata[3] = (byte)algorithm;
        publicKey.CopyTo(rdata.AsSpan(HeaderLength));
        return rdata;
    }

    public static ushort Flags(ReadOnlySpan<byte> rdata) => BinaryPrimitives.ReadUInt16BigEndian(rdata);

    public static bool IsSecureEntryPoint(ReadOnlySpan<byte> rdata) => (Flags(rdata) & SecureEntryPoint) != 0;

    public static SecurityAlgorithm Algorithm(ReadOnlySpan<byte> rdata) => (SecurityAlgorithm)rdata[3];

    public static KeyName NameOf(ReadOnlySpan<byte> rdata) => new(Algorithm(rdata), KeyTag(rdata));

    /// <summary>RFC 4034, appendix B.</summary>
    public static ushort KeyTag(ReadOnlySpan<byte> rdata)
    {
        uint sum = 0;
        for (int at = 0; at < rdata.Length; at++)
        {
            sum += (at & 1) == 0 ? (uint)rdata[at] << 8 : rdata[at];
        }

        return (ushort)(sum + (sum >> 16));
    }
}
