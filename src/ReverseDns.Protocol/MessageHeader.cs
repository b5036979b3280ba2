using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ReverseDns.Protocol;

/// <summary>The first twelve octets of a message (RFC 1035, section 4.1.1).</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageHeader(
    ushort Id, ushort Flags, ushort QuestionCount, ushort AnswerCount, ushort AuthorityCount, ushort AdditionalCount)
{
    public const int Length = 12;

    public const ushort ResponseFlag = 0x8000;
    public const ushort AuthoritativeFlag = 0x0400;
    public const ushort TruncatedFlag = 0x0200;
    public const ushort RecursionDesiredFlag = 0x0100;
    public const ushort RecursionAvailableFlag = 0x0080;
    public const ushort AuthenticDataFlag = 0x0020;
    public const ushort CheckingDisabledFlag = 0x0010;

    public bool IsResponse => (Flags & ResponseFlag) != 0;

    public Opcode Opcode => (Opcode)((Flags >> 11) & 15);

    public bool IsAuthoritative => (Flags & AuthoritativeFlag) != 0;

    public bool IsTruncated => (Flags & TruncatedFlag) != 0;

    public bool IsRecursionDesired => (Flags & RecursionDesiredFlag) != 0;

    /// <summary>The lower four bits; an OPT record may have more.</summary>
    public ResponseCode ResponseCode => (ResponseCode)(Flags & 15);

    public static ushort FlagsOf(Opcode opcode, ResponseCode responseCode) =>
        (ushort)((((int)opcode & 15) << 11) | ((int)responseCode & 15));

    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        header = default;
        if (message.Length < Length)
        {
            return false;
        }

        header = new MessageHeader(
            BinaryPrimitives.ReadUInt16BigEndian(message),
            BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        return true;
    }

    public bool TryWrite(Span<byte> message)
    {
        if (message.Length < Length)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Flags);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], QuestionCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], AnswerCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], AuthorityCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], AdditionalCount);
        return true;
    }
}
