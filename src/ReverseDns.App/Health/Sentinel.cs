using System.Buffers.Binary;
using System.Security.Cryptography;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Health;

/// <summary>A question to ourselves whose answer is known.</summary>
/// <param name="Version">Of the zone that the answer is of; null for one of class CH.</param>
/// <param name="Request">Without the length that TCP has before it.</param>
/// <param name="DeniesName">A denial is of the name, not of its type.</param>
/// <param name="Synthesizes">The zone may deny a name by saying that it has no records.</param>
internal sealed record Sentinel(
    SentinelKind Kind, DomainName Name, RecordType Type, CompiledZone? Version, byte[] Request, bool DeniesName = false, bool Synthesizes = false)
{
    private const int PayloadSize = 1_232;
    private const int Room = 512;

    public static Sentinel Of(SentinelKind kind, DomainName name, RecordType type, CompiledZone version) => new(kind, name, type, version, Write(name, type, RecordClass.IN));

    public static Sentinel OfIdentity(DomainName name) => new(SentinelKind.Identity, name, RecordType.TXT, Version: null, Write(name, RecordType.TXT, RecordClass.CH));

    public override string ToString() => $"{Name} {RecordTypes.ToPresentation(Type)}";

    /// <summary>With DO set, and asking for the name of the server.</summary>
    private static byte[] Write(DomainName name, RecordType type, RecordClass recordClass)
    {
        byte[] buffer = new byte[Room];
        byte[] nsid = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(nsid, (ushort)EdnsOptionCode.NameServerIdentifier);
        var writer = new MessageWriter(buffer, BinaryPrimitives.ReadUInt16BigEndian(RandomNumberGenerator.GetBytes(2)), flags: 0);
        return writer.TryWriteQuestion(name.Wire, type, recordClass) && writer.TryWriteEdns(PayloadSize, ResponseCode.NoError, isDnssecOk: true, nsid)
            ? writer.Written.ToArray()
            : throw new ArgumentException("A question fits", nameof(name));
    }
}
