namespace ReverseDns.Registry;

/// <summary>The report for people: what is wrong first, then the sums.</summary>
internal static class ReportText
{
    public static void Write(BuildReport report, TextWriter writer, bool verbose)
    {
        foreach (ReportLine line in report.Lines)
        {
            if (verbose || line.Kind is not (ReportKind.Note or ReportKind.Foreign))
            {
                writer.WriteLine(line);
            }
        }

        WriteSources(report, writer);
        WriteZones(report, writer);
        foreach (ForeignZone foreign in report.Foreign)
        {
            writer.WriteLine(Text($"foreign zone {foreign.Name}: {foreign.Delegations} delegations for it"));
        }

        BuildTotals totals = report.Totals;
        writer.WriteLine(Text(
            $"delegations: {totals.Read} read = {totals.Accepted} accepted + {totals.Rejected} rejected")
            + Text($" + {totals.Merged} merged + {totals.Foreign} foreign"));
        writer.WriteLine(Text($"lines dropped: {totals.Dropped}, warnings: {totals.Warnings}, errors: {totals.Errors}"));
        foreach (GuardFinding finding in report.Findings)
        {
            writer.WriteLine(Text($"guard: {finding}"));
        }

        if (report.Accepted is { } accepted)
        {
            writer.WriteLine(Text($"guard: accepted by {accepted.Who}: {accepted.Why}"));
        }

        writer.WriteLine(Outcome(report.Outcome));
    }

    private static void WriteSources(BuildReport report, TextWriter writer)
    {
        foreach (SourceSummary source in report.Sources)
        {
            writer.WriteLine(Text(
                $"source {source.Name} ({source.File}): {source.Entries} entries, ")
                + Text($"{source.Used} used, {source.Idle} idle, {source.Malformed} malformed"));
        }
    }

    private static void WriteZones(BuildReport report, TextWriter writer)
    {
        foreach (ZoneChange zone in report.Zones)
        {
            string change = zone.IsChanged ? Text($"{zone.Added} added, {zone.Removed} removed") : "unchanged";
            string content = zone.IsHandWritten
                ? "written by hand"
                : Text($"{zone.Delegations} delegations, {zone.NameServers} NS, {zone.Signers} DS, {zone.Aliases} CNAME");
            writer.WriteLine(Text($"zone {zone.Origin} serial {zone.Serial}: {content}; {change}"));
        }
    }

    private static string Outcome(BuildOutcome outcome) =>
        outcome switch
        {
            BuildOutcome.Published => "published",
            BuildOutcome.Unchanged => "nothing to publish: every zone is as it was",
            BuildOutcome.Refused => "refused by the change guard: nothing was published",
            BuildOutcome.Failed => "failed: nothing was published",
            BuildOutcome.Checked => "good: nothing was written, a check was all that was asked for",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
