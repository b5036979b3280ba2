namespace ReverseDns.Registry;

/// <summary>The version line of a statistics file, and what its summary lines promise.</summary>
internal sealed class StatisticsHeader
{
    private readonly Dictionary<string, int> _promised = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _found = new(StringComparer.Ordinal);

    private StatisticsHeader(string registry, string serial, string endDate, int records)
    {
        Registry = registry;
        Serial = serial;
        EndDate = endDate;
        _promised["records"] = records;
    }

    public string Registry { get; }

    public string Serial { get; }

    public string EndDate { get; }

    /// <summary>Reads version|registry|serial|records|startdate|enddate|UTCoffset.</summary>
    public static string? TryRead(string[] fields, out StatisticsHeader? header)
    {
        header = null;
        if (fields.Length != 7)
        {
            return $"the version line has {fields.Length} fields, not 7";
        }

        if (!int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out int records))
        {
            return $"the version line's record count '{fields[3]}' is not a number";
        }

        if (!long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return $"the version line's serial '{fields[2]}' is not a number";
        }

        header = new StatisticsHeader(fields[1], fields[2], fields[5], records);
        return null;
    }

    public string? ReadSummary(string[] fields)
    {
        if (fields.Length != 6
            || !int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return "not a summary line: registry|*|type|*|count|summary";
        }

        _promised[fields[2]] = count;
        return null;
    }

    public void CountRecord(string type)
    {
        _found[type] = _found.GetValueOrDefault(type) + 1;
        _found["records"] = _found.GetValueOrDefault("records") + 1;
    }

    /// <summary>
    /// Every count that does not match. It means damage when more than one record in a hundred is missing: one
    /// registry is known to count a few hundred records that it then leaves out, which is less.
    /// </summary>
    public IEnumerable<(string Message, bool IsDamage)> Mismatches()
    {
        foreach ((string type, int promised) in _promised)
        {
            int found = _found.GetValueOrDefault(type);
            if (found != promised)
            {
                string what = string.Equals(type, "records", StringComparison.Ordinal) ? type : type + " records";
                yield return ($"the header promises {promised} {what}, the file has {found}",
                    found < promised - (promised / 100.0));
            }
        }
    }
}
