using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>OPT's options: code, length, octets, up to the end of the RDATA (RFC 6891, section 6.1.2). It has no text.</summary>
internal sealed class OptionsField : RdataField
{
    private const int Fixed = 4;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        reader.Fail("OPT belongs to messages and has no presentation form");
        return false;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        while (position < rdata.Length)
        {
            if (rdata.Length - position < Fixed)
            {
                position = rdata.Length;
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(rdata[(position + 2)..]);
            if (!TrySkipOctets(rdata, ref position, Fixed + length))
            {
                return false;
            }
        }

        return true;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text) => false;
}
