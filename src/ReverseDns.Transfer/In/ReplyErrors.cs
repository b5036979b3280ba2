using System.Globalization;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Puts into words what a peer says beyond its RCODE: about our signature (RFC 8945), and its extended error (RFC 8914).</summary>
internal static class ReplyErrors
{
    /// <summary>Of a peer's own words, which may be any.</summary>
    private const int LongestText = 200;

    /// <param name="reader">Behind the header.</param>
    /// <param name="key">What we have signed with; null: we have not.</param>
    public static TransferProblem Describe(MessageReader reader, in MessageHeader header, DomainName? key)
    {
        bool isRefusal = header.ResponseCode is ResponseCode.Refused or ResponseCode.NotAuth;
        TransferFault fault = isRefusal ? TransferFault.Refused : TransferFault.ResponseCode;
        string text = $"the answer is {header.ResponseCode}";
        int? extendedError = null;
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        bool isReadable = true;
        for (int left = header.QuestionCount; isReadable && left > 0; left--)
        {
            isReadable = reader.TryReadQuestion(name, out _, out _, out _);
        }

        int records = isReadable ? header.AnswerCount + header.AuthorityCount + header.AdditionalCount : 0;
        while (records-- > 0 && reader.TryReadRecord(out MessageRecord record))
        {
            ReadOnlySpan<byte> rdata = reader.GetRdata(record);
            if (record.Type == RecordType.TSIG && TryReadError(rdata, out TsigError error) && error != TsigError.None)
            {
                text += $" ({error}{(key is { } used ? $" for {used}" : "")})";
            }
            else if (record.Type == RecordType.OPT && extendedError is null)
            {
                text += DescribeOptions(rdata, out extendedError);
            }
        }

        return new TransferProblem(fault, text, extendedError);
    }

    private static bool TryReadError(ReadOnlySpan<byte> rdata, out TsigError error)
    {
        error = TsigError.None;
        const int beforeMac = 8;
        if (!WireName.TryMeasure(rdata, out int algorithm) || rdata.Length < algorithm + beforeMac + 2)
        {
            return false;
        }

        int macLength = (rdata[algorithm + beforeMac] << 8) | rdata[algorithm + beforeMac + 1];
        int at = algorithm + beforeMac + 2 + macLength + 2;
        if (rdata.Length < at + 2)
        {
            return false;
        }

        error = (TsigError)((rdata[at] << 8) | rdata[at + 1]);
        return true;
    }

    private static string DescribeOptions(ReadOnlySpan<byte> rdata, out int? extendedError)
    {
        extendedError = null;
        var options = new EdnsOptionEnumerator(rdata);
        while (options.MoveNext())
        {
            if (options.Current is { Code: EdnsOptionCode.ExtendedError, Value: [byte high, byte low, ..] } option)
            {
                int code = (high << 8) | low;
                extendedError = code;
                string name = Enum.IsDefined((ExtendedError)code) ? $" {(ExtendedError)code}" : "";
                string words = ReadWords(option.Value[2..]);
                return string.Create(
                    CultureInfo.InvariantCulture, $" (extended error {code}{name}{(words.Length > 0 ? $", \"{words}\"" : "")})");
            }
        }

        return "";
    }

    /// <summary>Text from outside, for a terminal and a log: one line, of characters that do nothing.</summary>
    private static string ReadWords(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, LongestText)]);
        return string.Concat(text.Select(character => IsPlain(character) ? character : '?')).Trim();
    }

    private static bool IsPlain(char character) =>
        char.IsLetterOrDigit(character) || (character != '"' && (char.IsPunctuation(character) || char.IsSymbol(character) || character == ' '));
}
