using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>The list of types in NSEC and NSEC3 (RFC 4034, section 4.1.2).</summary>
public static class TypeBitmap
{
    public static byte[] Of(IReadOnlyList<RecordType> types) =>
        [.. types.Distinct().GroupBy(type => (int)type >> 8).OrderBy(window => window.Key).SelectMany(Window)];

    private static IEnumerable<byte> Window(IGrouping<int, RecordType> types)
    {
        byte[] bits = new byte[(types.Max(type => (int)type & 0xFF) / 8) + 1];
        foreach (int type in types.Select(type => (int)type & 0xFF))
        {
            bits[type / 8] |= (byte)(0x80 >> (type % 8));
        }

        return [(byte)types.Key, (byte)bits.Length, .. bits];
    }
}
