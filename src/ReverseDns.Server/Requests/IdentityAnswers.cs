using System.Buffers.Binary;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>The TXT records of class CH by which a server tells who it is (RFC 4892).</summary>
internal sealed class IdentityAnswers(IdentityOptions options)
{
    private const int NameOffset = 12;
    private const int AnswerCountOffset = 6;
    private const ushort PointerToQuestion = 0xC000 | NameOffset;

    private readonly (byte[] Name, byte[] Record)[] _answers =
    [
        .. Answer("id.server.", options.IdServer),
        .. Answer("hostname.bind.", options.HostnameBind),
        .. Answer("version.bind.", options.VersionBind),
        .. Answer("version.server.", options.VersionServer),
    ];

    /// <summary>Adds the answer behind the question and returns the message's length; 0 when there is none to give.</summary>
    public int Write(Span<byte> message, in Request request)
    {
        if (request.Class != RecordClass.CH || request.Type != RecordType.TXT)
        {
            return 0;
        }

        ReadOnlySpan<byte> name = message[NameOffset..(request.QuestionEnd - 4)];
        foreach ((byte[] candidate, byte[] record) in _answers)
        {
            if (WireName.Equal(name, candidate))
            {
                record.CopyTo(message[request.QuestionEnd..]);
                BinaryPrimitives.WriteUInt16BigEndian(message[AnswerCountOffset..], 1);
                return request.QuestionEnd + record.Length;
            }
        }

        return 0;
    }

    private static IEnumerable<(byte[] Name, byte[] Record)> Answer(string name, string? value)
    {
        if (value is null)
        {
            yield break;
        }

        byte[] text = Encoding.UTF8.GetBytes(value);
        byte[] record = new byte[12 + 1 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(record, PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), (ushort)RecordType.TXT);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(4), (ushort)RecordClass.CH);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)(text.Length + 1));
        record[12] = (byte)text.Length;
        text.CopyTo(record, 13);
        yield return (DomainName.Parse(name).Wire.ToArray(), record);
    }
}
