using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// A moment as 32 bits of seconds since 1970, in presentation form as YYYYMMDDHHmmSS or as that number (RFC 4034,
/// section 3.2).
/// </summary>
internal sealed class TimeField : RdataField
{
    private const string Format = "yyyyMMddHHmmss";
    private const string Expected = "a time as YYYYMMDDHHmmSS";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(Expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, sizeof(uint)))
        {
            return false;
        }

        bool valid = token.Text.Length == Format.Length
            ? TryParseCalendar(token.Text, out uint seconds)
            : DecimalText.TryParse(token.Text, uint.MaxValue, out seconds);
        if (!valid)
        {
            reader.Refuse(token, Expected);
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(rdata[position..], seconds);
        position += sizeof(uint);
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, sizeof(uint));

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        uint seconds = BinaryPrimitives.ReadUInt32BigEndian(rdata[position..]);
        DateTime moment = DateTime.UnixEpoch.AddSeconds(seconds);
        text.Append(moment.ToString(Format, CultureInfo.InvariantCulture));
        position += sizeof(uint);
        return true;
    }

    private static bool TryParseCalendar(ReadOnlySpan<byte> text, out uint seconds)
    {
        seconds = 0;
        if (!DecimalText.TryParse(text[..4], 9999, out uint year)
            || !DecimalText.TryParse(text[4..6], 12, out uint month)
            || !DecimalText.TryParse(text[6..8], 31, out uint day)
            || !DecimalText.TryParse(text[8..10], 23, out uint hour)
            || !DecimalText.TryParse(text[10..12], 59, out uint minute)
            || !DecimalText.TryParse(text[12..], 59, out uint second)
            || year < 1970 || month == 0 || day == 0 || day > DateTime.DaysInMonth((int)year, (int)month))
        {
            return false;
        }

        var moment = new DateTime((int)year, (int)month, (int)day, (int)hour, (int)minute, (int)second, DateTimeKind.Utc);
        long elapsed = (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        seconds = elapsed <= uint.MaxValue ? (uint)elapsed : 0;
        return elapsed <= uint.MaxValue;
    }
}
