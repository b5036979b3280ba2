using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>An unsigned number of one, two or four octets; a period may also be written with units, such as "2h".</summary>
internal sealed class NumberField(int octets, bool isPeriod = false) : RdataField
{
    private readonly uint _max = uint.MaxValue >> (32 - (8 * octets));

    private readonly string _expected = isPeriod
        ? "a period"
        : string.Create(CultureInfo.InvariantCulture, $"a number up to {uint.MaxValue >> (32 - (8 * octets))}");

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(_expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, octets))
        {
            return false;
        }

        bool valid = isPeriod
            ? TimeToLive.TryParse(token.Text, _max, out uint value)
            : DecimalText.TryParse(token.Text, _max, out value);
        if (!valid)
        {
            reader.Refuse(token, _expected);
            return false;
        }

        Put(rdata[position..], octets, value);
        position += octets;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, octets);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        text.Append(Get(rdata[position..], octets));
        position += octets;
        return true;
    }

    public static void Put(Span<byte> destination, int octets, uint value)
    {
        switch (octets)
        {
            case 1:
                destination[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(destination, value);
                break;
        }
    }

    public static uint Get(ReadOnlySpan<byte> source, int octets) => octets switch
    {
        1 => source[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(source),
        _ => BinaryPrimitives.ReadUInt32BigEndian(source),
    };
}
