namespace ReverseDns.Registry;

/// <summary>Which edition of a source was read: what the next build compares with to notice an older file.</summary>
/// <param name="Serial">As the file states it; empty where it states none.</param>
/// <param name="EndDate">yyyymmdd of the last event a statistics file covers; empty where there is none.</param>
public sealed record SourceEdition(string Registry, string Serial, string EndDate, string Md5)
{
    /// <summary>False whenever the two cannot be compared.</summary>
    public bool IsOlderThan(SourceEdition other)
    {
        if (!string.Equals(Registry, other.Registry, StringComparison.Ordinal))
        {
            return false;
        }

        int order = string.CompareOrdinal(EndDate, other.EndDate);
        if (EndDate.Length == 8 && other.EndDate.Length == 8 && order != 0)
        {
            return order < 0;
        }

        return long.TryParse(Serial, CultureInfo.InvariantCulture, out long mine)
            && long.TryParse(other.Serial, CultureInfo.InvariantCulture, out long theirs)
            && Serial.Length == other.Serial.Length
            && mine < theirs;
    }
}
