namespace ReverseDns.Registry;

/// <summary>All there is to say of one build.</summary>
public sealed record BuildReport
{
    public required BuildOutcome Outcome { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required BuildTotals Totals { get; init; }

    public ImmutableArray<SourceSummary> Sources { get; init; } = [];

    public ImmutableArray<ZoneChange> Zones { get; init; } = [];

    public ImmutableArray<ForeignZone> Foreign { get; init; } = [];

    public ImmutableArray<ReportLine> Lines { get; init; } = [];

    /// <summary>What the change guard found, whether or not it was let through.</summary>
    public ImmutableArray<GuardFinding> Findings { get; init; } = [];

    /// <summary>Who let the findings through, if anyone did and there were any.</summary>
    public GuardOverride? Accepted { get; init; }

    /// <summary>The zones are in place (or would be): nothing stopped the build.</summary>
    public bool IsGood => Outcome is BuildOutcome.Published or BuildOutcome.Unchanged or BuildOutcome.Checked;

    /// <param name="verbose">Notes and foreign blocks one by one too.</param>
    public void WriteText(TextWriter writer, bool verbose = false) => ReportText.Write(this, writer, verbose);

    public void WriteJson(Stream stream) => ReportJson.Write(this, stream);
}
