using System.Buffers.Binary;

namespace ReverseDns.Server;

/// <summary>A COOKIE option: the client's half, and ours as RFC 9018, section 4 has it. Words have their first octet lowest.</summary>
internal struct Cookie
{
    public const int ClientLength = 8;
    public const int Length = 24;

    private const int SmallestServerLength = 8;
    private const int LargestServerLength = 32;

    /// <summary>The first octets of ours: version, three zeros, and the time in network order.</summary>
    private const byte Version = 1;

    public ulong Client;

    /// <summary>Version, reserved octets and time.</summary>
    public ulong Fields;

    public ulong Hash;

    /// <summary>It came with a server's half that could be ours.</summary>
    public bool HasServer;

    public CookieState State;

    public readonly uint Time => BinaryPrimitives.ReverseEndianness((uint)(Fields >> 32));

    public readonly bool HasOurVersion => (byte)Fields == Version;

    /// <summary>False when it has an impossible length (RFC 7873, section 5.2.2).</summary>
    public static bool TryRead(ReadOnlySpan<byte> option, out Cookie cookie)
    {
        cookie = default;
        int server = option.Length - ClientLength;
        if (server != 0 && server is < SmallestServerLength or > LargestServerLength)
        {
            return false;
        }

        cookie.Client = BinaryPrimitives.ReadUInt64LittleEndian(option);
        cookie.State = CookieState.Unproved;
        cookie.HasServer = option.Length == Length;
        if (cookie.HasServer)
        {
            cookie.Fields = BinaryPrimitives.ReadUInt64LittleEndian(option[ClientLength..]);
            cookie.Hash = BinaryPrimitives.ReadUInt64LittleEndian(option[(2 * ClientLength)..]);
        }

        return true;
    }

    public readonly void Write(Span<byte> option)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(option, Client);
        BinaryPrimitives.WriteUInt64LittleEndian(option[ClientLength..], Fields);
        BinaryPrimitives.WriteUInt64LittleEndian(option[(2 * ClientLength)..], Hash);
    }

    public static ulong FieldsOf(uint time) => Version | ((ulong)BinaryPrimitives.ReverseEndianness(time) << 32);
}
