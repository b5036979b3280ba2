using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>Fields of the SOA record at a zone's apex.</summary>
internal static class SoaFields
{
    private const int ExpireFromEnd = 8;

    public static TimeSpan Expire(CompiledZone zone) =>
        TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(zone.ReadSoa(out _).AsSpan(^ExpireFromEnd)));
}
