namespace ReverseDns.Registry;

/// <summary>
/// Reads delegated and delegated-extended statistics of the five registries, and their merged form. The grammar is
/// registry|cc|type|start|value|date|status[|opaque-id[|extensions]].
/// </summary>
internal sealed class StatisticsReader(PlannedSource source, SourceReport report)
{
    private static readonly string[] Statuses = ["allocated", "assigned", "available", "reserved"];

    private readonly List<Holding> _holdings = [];
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private StatisticsHeader? _header;
    private int _entries;
    private int _malformed;

    /// <summary>Null when the file is no such file at all; what else is wrong is in the report.</summary>
    public (HolderSpace Space, SourceSummary Summary)? Read(LineReader lines, Action onProgress)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            ReadLine(Encoding.UTF8.GetString(line), lines.Line);
            if ((lines.Line & 0x3FFF) == 0)
            {
                onProgress();
            }
        }

        if (_header is null)
        {
            report.Error(0, lines.Line == 0 ? "the file is empty" : "no version line: not a statistics file");
            return null;
        }

        foreach ((string message, bool isDamage) in _header.Mismatches())
        {
            report.Mismatch(message + (lines.EndsWithinLine ? " and ends in the middle of a line" : ""), isDamage);
        }

        var edition = new SourceEdition(_header.Registry, _header.Serial, _header.EndDate, lines.TakeMd5());
        int used = _holdings.Count(holding => holding.IsHeld);
        var space = HolderSpace.Create(source.Name, _holdings, (first, second) => report.Warning(
            second.Line, second.Range.ToString(), $"overlaps {first.Range} of line {first.Line}"));
        return (space, new SourceSummary(
            source.Name, source.File, edition, _entries, used, _entries - used - _malformed, _malformed));
    }

    private void ReadLine(string line, int number)
    {
        if (line.Length == 0 || line[0] == '#' || string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        string[] fields = line.Split('|');
        string? fault;
        if (_header is null)
        {
            fault = StatisticsHeader.TryRead(fields, out _header);
        }
        else if (fields is [_, "*", _, "*", ..])
        {
            fault = _header.ReadSummary(fields);
        }
        else
        {
            _entries++;
            fault = ReadRecord(fields, number);
            _malformed += fault is null ? 0 : 1;
        }

        if (fault is not null)
        {
            report.Error(number, fault);
        }
    }

    private string? ReadRecord(string[] fields, int line)
    {
        if (fields.Length < 7)
        {
            return $"a record has 7 fields or more, this line has {fields.Length}";
        }

        if (fields[0].Length == 0 || !fields[0].All(char.IsAsciiLetterLower))
        {
            return $"'{fields[0]}' is not a registry";
        }

        if (fields[1].Length != 0 && (fields[1].Length != 2 || !fields[1].All(char.IsAsciiLetterUpper)))
        {
            return $"'{fields[1]}' is not a country code";
        }

        if (!IsDate(fields[5]))
        {
            return $"'{fields[5]}' is not a date";
        }

        // The file of IANA has the registry that holds a block in place of its status.
        bool isIana = string.Equals(_header!.Registry, "iana", StringComparison.Ordinal);
        if (isIana ? fields[6].Length == 0 : !Statuses.Contains(fields[6], StringComparer.Ordinal))
        {
            return $"'{fields[6]}' is not a status";
        }

        return ReadResource(fields, line);
    }

    private string? ReadResource(string[] fields, int line)
    {
        if (!long.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            return $"the value '{fields[4]}' is not a number";
        }

        AddressRange range;
        switch (fields[2])
        {
            case "asn":
                _header!.CountRecord(fields[2]);
                return uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out _) && value > 0
                    ? null
                    : $"'{fields[3]}|{fields[4]}' are not AS numbers";
            case "ipv4":
                if (!AddressPrefix.TryParse(fields[3], out AddressPrefix first) || first.IsIPv6 || value == 0
                    || !AddressRange.TryCreate(first.First, first.First + (ulong)value - 1, isIPv6: false, out range))
                {
                    return $"'{fields[3]}|{fields[4]}' are not IPv4 addresses";
                }

                break;
            case "ipv6":
                if (!AddressPrefix.TryParse($"{fields[3]}/{fields[4]}", out AddressPrefix prefix) || !prefix.IsIPv6)
                {
                    return $"'{fields[3]}|{fields[4]}' is not an IPv6 prefix";
                }

                range = new AddressRange(prefix);
                break;
            default:
                return $"'{fields[2]}' is not a type of resource";
        }

        _header!.CountRecord(fields[2]);
        bool isHeld = fields[6] is not ("available" or "reserved");
        _holdings.Add(new Holding(range, Intern(fields.Length > 7 ? fields[7] : ""), isHeld, line));
        return null;
    }

    private string Intern(string holder)
    {
        if (_holders.TryGetValue(holder, out string? known))
        {
            return known;
        }

        _holders.Add(holder, holder);
        return holder;
    }

    /// <summary>Empty for free space, zeros for what is older than the registry, else a day.</summary>
    private static bool IsDate(string text) =>
        text is "" or "00000000"
        || DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
