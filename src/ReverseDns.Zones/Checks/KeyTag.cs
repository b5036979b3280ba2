namespace ReverseDns.Zones;

/// <summary>RFC 4034, appendix B.</summary>
internal static class KeyTag
{
    private const byte RsaMd5 = 1;

    public static ushort Of(ReadOnlySpan<byte> dnskey)
    {
        if (dnskey[3] == RsaMd5 && dnskey.Length >= 7)
        {
            return (ushort)((dnskey[^3] << 8) | dnskey[^2]);
        }

        uint sum = 0;
        for (int i = 0; i < dnskey.Length; i++)
        {
            sum += (i & 1) == 0 ? (uint)dnskey[i] << 8 : dnskey[i];
        }

        return (ushort)(sum + (sum >> 16));
    }
}
