using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>RDATA for generated records.</summary>
public static class Wire
{
    public static byte[] Soa(DomainName primary, uint minimum) =>
        [.. primary.Wire, .. DomainName.Parse("hostmaster.example").Wire, .. Numbers(1, 7200, 900, 1_209_600, minimum)];

    public static byte[] Mx(ushort preference, DomainName host) => [.. Numbers(preference)[2..], .. host.Wire];

    public static byte[] Srv(ushort port, DomainName host) => [0, 1, 0, 2, .. Numbers(port)[2..], .. host.Wire];

    public static byte[] Txt(ReadOnlySpan<byte> text) => [(byte)text.Length, .. text];

    private static byte[] Numbers(params ReadOnlySpan<uint> values)
    {
        byte[] octets = new byte[values.Length * sizeof(uint)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(i * sizeof(uint)), values[i]);
        }

        return octets;
    }
}
