using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Puts into words what a peer says about our signature, and its extended error.</summary>
internal static class TsigErrors
{
    /// <summary>" (BadKey)", or nothing where the message says no more than its RCODE.</summary>
    /// <param name="reader">Behind the header.</param>
    public static string Describe(MessageReader reader, in MessageHeader header)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        for (int left = header.QuestionCount; left > 0; left--)
        {
            if (!reader.TryReadQuestion(name, out _, out _, out _))
            {
                return "";
            }
        }

        string text = "";
        int records = header.AnswerCount + header.AuthorityCount + header.AdditionalCount;
        while (records-- > 0 && reader.TryReadRecord(out MessageRecord record))
        {
            ReadOnlySpan<byte> rdata = reader.GetRdata(record);
            text += record.Type switch
            {
                RecordType.TSIG when TryReadError(rdata, out TsigError error) && error != TsigError.None => $" ({error})",
                RecordType.OPT => DescribeOptions(rdata),
                _ => "",
            };
        }

        return text;
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

    private static string DescribeOptions(ReadOnlySpan<byte> rdata)
    {
        var options = new EdnsOptionEnumerator(rdata);
        while (options.MoveNext())
        {
            if (options.Current is { Code: EdnsOptionCode.ExtendedError, Value: [byte high, byte low, ..] })
            {
                return $" (extended error {(high << 8) | low})";
            }
        }

        return "";
    }
}
