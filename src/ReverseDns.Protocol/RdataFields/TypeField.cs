using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>An RR type by its name, such as the type an RRSIG covers.</summary>
internal sealed class TypeField : RdataField
{
    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord("an RR type", out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, sizeof(ushort)))
        {
            return false;
        }

        if (!RecordTypes.TryParse(token.Text, out RecordType type))
        {
            reader.Refuse(token, "an RR type");
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(rdata[position..], (ushort)type);
        position += sizeof(ushort);
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, sizeof(ushort));

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        text.Append(RecordTypes.ToPresentation((RecordType)BinaryPrimitives.ReadUInt16BigEndian(rdata[position..])));
        position += sizeof(ushort);
        return true;
    }
}
