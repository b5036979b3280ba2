using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// The whole of HIP (RFC 8005, section 5): the lengths of tag and key stand apart from these on the wire, and the key
/// is a single token in text, with names of rendezvous servers behind it.
/// </summary>
internal sealed class HostIdentityField : RdataField
{
    private const int Fixed = 4;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        int start = position++;
        if (!HasRoom(ref reader, rdata, start, Fixed)
            || !RdataSchemas.U8.TryRead(ref reader, origin, rdata, ref position)
            || !reader.TryReadWord("a host identity tag", out PresentationToken tag))
        {
            return false;
        }

        position += 2;
        if (!HexText.TryParse(tag.Text, rdata[position..], out int tagLength) || tagLength is 0 or > byte.MaxValue)
        {
            reader.Refuse(tag, "a host identity tag in hexadecimal");
            return false;
        }

        position += tagLength;
        rdata[start] = (byte)tagLength;
        if (!reader.TryReadWord("a public key", out PresentationToken key))
        {
            return false;
        }

        if (Base64.DecodeFromUtf8(key.Text, rdata[position..], out _, out int keyLength) != OperationStatus.Done
            || keyLength is 0 or > ushort.MaxValue)
        {
            reader.Refuse(key, "a public key in Base64");
            return false;
        }

        position += keyLength;
        BinaryPrimitives.WriteUInt16BigEndian(rdata[(start + 2)..], (ushort)keyLength);
        while (!reader.AtEntryEnd())
        {
            if (!NameField.TryReadName(ref reader, origin, rdata, ref position))
            {
                return false;
            }
        }

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        ReadOnlySpan<byte> head = rdata[position..];
        if (head.Length < Fixed || head[0] == 0)
        {
            position = head.Length < Fixed ? rdata.Length : position;
            return false;
        }

        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        bool complete = keyLength > 0 && TrySkipOctets(rdata, ref position, Fixed + head[0] + keyLength);
        while (complete && position < rdata.Length)
        {
            complete = NameField.TrySkipName(rdata, ref position);
        }

        return complete;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        ReadOnlySpan<byte> head = rdata[position..];
        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        text.Append(head[1]).Append(' ');
        HexText.Append(text, head.Slice(Fixed, head[0]));
        text.Append(' ').Append(Convert.ToBase64String(head.Slice(Fixed + head[0], keyLength)));
        position += Fixed + head[0] + keyLength;
        while (position < rdata.Length)
        {
            text.Append(' ');
            RdataSchemas.PlainName.TryWrite(rdata, ref position, text);
        }

        return true;
    }
}
