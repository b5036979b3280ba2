using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>Octets of messages made by hand, so that a test can say exactly what is wrong with one.</summary>
internal static class Packet
{
    public const ushort Id = 0xABCD;

    public static byte[] Query(string name, RecordType type = RecordType.A, RecordClass recordClass = RecordClass.IN) =>
        [.. Header(), .. Question(name, type, recordClass)];

    public static byte[] QueryWithOpt(
        string name,
        RecordType type = RecordType.A,
        RecordClass recordClass = RecordClass.IN,
        int payload = 1232,
        uint ttl = 0,
        byte[]? options = null) =>
        [.. Header(additional: 1), .. Question(name, type, recordClass), .. Opt(payload, ttl, options)];

    public static byte[] Header(
        int flags = 0, int questions = 1, int answers = 0, int authority = 0, int additional = 0, int id = Id) =>
    [
        .. Number(id), .. Number(flags), .. Number(questions), .. Number(answers), .. Number(authority), .. Number(additional),
    ];

    public static byte[] Question(string name, RecordType type = RecordType.A, RecordClass recordClass = RecordClass.IN) =>
        [.. DomainName.Parse(name).Wire, .. Number((int)type), .. Number((int)recordClass)];

    public static byte[] Opt(int payload = 1232, uint ttl = 0, byte[]? options = null) =>
        Record(".", RecordType.OPT, payload, ttl, options ?? []);

    public static byte[] Option(int code, params byte[] content) => [.. Number(code), .. Number(content.Length), .. content];

    public static byte[] Record(string owner, RecordType type, int recordClass, uint ttl, byte[] rdata) =>
    [
        .. DomainName.Parse(owner).Wire, .. Number((int)type), .. Number(recordClass),
        .. Number((int)(ttl >> 16)), .. Number((int)(ttl & 0xFFFF)), .. Number(rdata.Length), .. rdata,
    ];

    public static byte[] Tsig(string key = "key.", string algorithm = "hmac-sha256.") =>
        Record(key, RecordType.TSIG, (int)RecordClass.ANY, 0,
        [
            .. DomainName.Parse(algorithm).Wire, 0, 0, 1, 2, 3, 4, .. Number(300), .. Number(4), 9, 9, 9, 9,
            .. Number(Id), .. Number(0), .. Number(0),
        ]);

    public static byte[] Number(int value)
    {
        byte[] octets = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)value);
        return octets;
    }

    /// <summary>The message with its length before it, as TCP carries it (RFC 1035, section 4.2.2).</summary>
    public static byte[] Framed(byte[] message) => [.. Number(message.Length), .. message];
}
