using System.Buffers;
using System.Buffers.Text;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>The rest of the RDATA in Base64 (RFC 4648, section 4); white space may stand between the digits.</summary>
/// <param name="mayBeEmpty">A key that is not there (KEY, IPSECKEY) has no text at all.</param>
internal sealed class Base64Field(bool mayBeEmpty = false) : RdataField
{
    private const string Expected = "Base64";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        // A group of four digits may be split between tokens: the digits left over wait here for the next.
        Span<byte> group = stackalloc byte[4];
        int waiting = 0;
        int start = position;
        bool ended = false;
        while (!reader.AtEntryEnd() && reader.TryReadWord(Expected, out PresentationToken token))
        {
            ReadOnlySpan<byte> digits = token.Text;
            while (!digits.IsEmpty)
            {
                int take = waiting == 0 && digits.Length >= 4 ? digits.Length & ~3 : Math.Min(4 - waiting, digits.Length);
                bool whole = waiting + take >= 4;
                scoped ReadOnlySpan<byte> next = digits[..take];
                if (take < 4)
                {
                    next.CopyTo(group[waiting..]);
                    next = group;
                }

                if (whole && (ended || !TryDecode(ref reader, token, next, rdata, ref position)))
                {
                    reader.Refuse(token, Expected);
                    return false;
                }

                ended = whole && next[^1] == '=';
                waiting = whole ? 0 : waiting + take;
                digits = digits[take..];
            }
        }

        if (reader.Fault is null && waiting > 0)
        {
            reader.Fail("Base64 ends inside a group of four digits");
        }

        if (reader.Fault is null && !mayBeEmpty && position == start)
        {
            reader.Fail("Base64 is missing");
        }

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        bool present = mayBeEmpty || position < rdata.Length;
        position = rdata.Length;
        return present;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        text.Append(Convert.ToBase64String(rdata[position..]));
        position = rdata.Length;
        return true;
    }

    private static bool TryDecode(
        ref PresentationReader reader,
        scoped in PresentationToken token,
        scoped ReadOnlySpan<byte> digits,
        scoped Span<byte> rdata,
        ref int position)
    {
        OperationStatus status = Base64.DecodeFromUtf8(digits, rdata[position..], out _, out int written);
        if (status == OperationStatus.DestinationTooSmall)
        {
            reader.Fail(token, "RDATA is longer than 65535 octets");
        }

        position += written;
        return status == OperationStatus.Done;
    }
}
