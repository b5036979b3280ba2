namespace ReverseDns.App.Monitoring;

/// <summary>What a metric is called and means; the samples of an exposition come under it.</summary>
/// <param name="Name">Counters end in _total; the unit stands before that.</param>
/// <param name="Unit">A base unit (seconds, bytes) that the name tells too; "": a number of things.</param>
/// <param name="Labels">Their names, with commas between.</param>
internal sealed record MetricFamily(string Name, MetricType Type, string Unit, string Labels, string Meaning)
{
    private const string Total = "_total";

    /// <summary>The name that OpenMetrics has for the family as a whole.</summary>
    public string NameWithoutTotal => Name.EndsWith(Total, StringComparison.Ordinal) ? Name[..^Total.Length] : Name;

    /// <summary>Its line in the table of the README.</summary>
    public override string ToString() =>
        $"| `{Name}` | {Type.ToString().ToLowerInvariant()} | {Unit} | {Labels} | {Meaning} |";
}
