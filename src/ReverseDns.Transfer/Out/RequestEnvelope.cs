using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What a request for a transfer says to its answers: ID, question, and whether an OPT record is expected.</summary>
internal sealed class RequestEnvelope(in TransferRequest request)
{
    private readonly byte[] _start = request.Message[..request.QuestionEnd].ToArray();

    public bool HasOpt { get; } = request.HasOpt;

    public bool WantsExpire { get; } = request.WantsExpire;

    /// <summary>Writes a header without records and, in the first message, the question; returns the octets written.</summary>
    public int WriteStart(Span<byte> message, bool withQuestion)
    {
        const ushort kept = MessageHeader.RecursionDesiredFlag;
        ushort flags = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(_start.AsSpan(2)) & kept);
        var header = new MessageHeader(
            BinaryPrimitives.ReadUInt16BigEndian(_start),
            (ushort)(flags | MessageHeader.ResponseFlag | MessageHeader.AuthoritativeFlag),
            (ushort)(withQuestion ? 1 : 0),
            0,
            0,
            0);
        header.TryWrite(message);
        if (!withQuestion)
        {
            return MessageHeader.Length;
        }

        _start.AsSpan(MessageHeader.Length).CopyTo(message[MessageHeader.Length..]);
        return _start.Length;
    }
}
