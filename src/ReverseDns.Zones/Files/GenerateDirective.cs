using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// BIND's "$GENERATE start-stop[/step] owner [ttl] [class] type rdata": one record for each number. RDATA of several
/// fields stands in quotes, as BIND wants it, or just so. The owner that the next entry inherits stays as it was.
/// </summary>
internal sealed class GenerateDirective(RecordReader records, int mostRecords)
{
    private const int LongestOwner = 4 * WireName.MaxLength;

    private readonly byte[] _ownerText = new byte[LongestOwner];
    private readonly byte[] _rdataText = new byte[ushort.MaxValue];
    private readonly NameBuffer _owner = new();

    public bool TryRun(ref PresentationReader reader, in FilePosition entry)
    {
        if (!TryReadWord(ref reader, "a range as in 1-255", out PresentationToken rangeToken)
            || !TryReadRange(ref reader, rangeToken, out GenerateRange range)
            || !TryReadWord(ref reader, "an owner", out PresentationToken owner)
            || !records.TryReadHead(ref reader, entry, out RecordHead head))
        {
            return false;
        }

        byte[]? rdata = ReadRest(ref reader);
        if (rdata is null)
        {
            reader.Fail("unexpected end of line: expected RDATA");
            return false;
        }

        for (long number = range.Start; number <= range.Stop; number += range.Step)
        {
            if (!TryGenerate((int)number, owner.Text, head, rdata, entry, out string fault))
            {
                reader.Fail(owner, $"$GENERATE for {number}: {fault}");
                return false;
            }
        }

        return true;
    }

    private static bool TryReadWord(ref PresentationReader reader, string expected, out PresentationToken token)
    {
        if (reader.TryReadToken(out token) && !token.Text.IsEmpty)
        {
            return true;
        }

        reader.Fail($"unexpected end of line: expected {expected}");
        return false;
    }

    private bool TryReadRange(ref PresentationReader reader, scoped PresentationToken token, out GenerateRange range)
    {
        if (!GenerateRange.TryParse(token.Text, out range))
        {
            reader.Fail(token, $"invalid range '{Shown.Token(token)}': expected start-stop or start-stop/step");
            return false;
        }

        if (range.Count > mostRecords)
        {
            reader.Fail(token, $"$GENERATE makes {range.Count} records, but only {mostRecords} more are allowed");
            return false;
        }

        return true;
    }

    /// <summary>The rest of the entry as text; null when there is none. A single quoted token loses its quotes.</summary>
    private static byte[]? ReadRest(ref PresentationReader reader)
    {
        if (!reader.TryReadToken(out PresentationToken token))
        {
            return null;
        }

        byte[] alone = token.Text.ToArray();
        List<byte> rest = [];
        int count = 0;
        do
        {
            count++;
            rest.AddRange(token.IsQuoted ? " \""u8 : " "u8);
            rest.AddRange(token.Text);
            rest.AddRange(token.IsQuoted ? "\""u8 : []);
        }
        while (reader.TryReadToken(out token));

        return reader.Fault is not null ? null : count == 1 ? alone : [.. rest];
    }

    private bool TryGenerate(
        int number, ReadOnlySpan<byte> ownerTemplate, in RecordHead head, ReadOnlySpan<byte> rdataTemplate,
        in FilePosition entry, out string fault)
    {
        if (!GenerateTemplate.TryExpand(ownerTemplate, number, _ownerText, out int ownerLength, out fault)
            || !GenerateTemplate.TryExpand(rdataTemplate, number, _rdataText, out int rdataLength, out fault))
        {
            return false;
        }

        var owner = new PresentationToken(_ownerText.AsSpan(0, ownerLength), quoted: false, entry.Line, column: 1);
        var reader = new PresentationReader(_rdataText.AsSpan(0, rdataLength));
        if (!records.TryReadOwner(ref reader, owner, _owner)
            || !records.TryReadRdata(ref reader, entry, _owner.Wire, head))
        {
            fault = $"'{Shown.Text(owner.Text)} {head.Type} {Shown.Text(_rdataText.AsSpan(0, rdataLength))}': {reader.Fault}";
            return false;
        }

        return true;
    }
}
