namespace ReverseDns.Registry;

/// <summary>All sources of a plan, read.</summary>
internal sealed class SourceSet
{
    private readonly ReportLog _log;
    private readonly List<GuardFinding> _findings;
    private readonly IProgress<BuildProgress>? _progress;

    private SourceSet(ReportLog log, List<GuardFinding> findings, IProgress<BuildProgress>? progress)
    {
        _log = log;
        _findings = findings;
        _progress = progress;
    }

    public List<DelegationRequest> Requests { get; } = [];

    public Dictionary<string, HolderSpace> Spaces { get; } = new(StringComparer.Ordinal);

    public List<SourceSummary> Summaries { get; } = [];

    public static SourceSet Read(
        ZonePlan plan, ReportLog log, List<GuardFinding> findings, IProgress<BuildProgress>? progress)
    {
        var sources = new SourceSet(log, findings, progress);
        foreach (PlannedSource source in plan.Sources)
        {
            sources.Read(source);
        }

        return sources;
    }

    private void Read(PlannedSource source)
    {
        var report = new SourceReport(source.File, _log, _findings);
        if (Directory.Exists(source.Path))
        {
            report.Error(0, "is a directory, not a file");
            return;
        }

        try
        {
            using var lines = new LineReader(source.Path);
            Action onProgress = () =>
                _progress?.Report(new BuildProgress($"reading {source.Name}", lines.Position, lines.Length));
            SourceSummary? summary = source.Format == SourceFormat.Statistics
                ? ReadStatistics(source, report, lines, onProgress)
                : ReadRpsl(source, report, lines, onProgress);
            if (summary is not null)
            {
                Summaries.Add(summary);
                CheckSum(source, summary.Edition.Md5, report);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            report.Error(0, $"cannot be read: {fault.Message}");
        }
    }

    private SourceSummary? ReadStatistics(
        PlannedSource source, SourceReport report, LineReader lines, Action onProgress)
    {
        if (new StatisticsReader(source, report).Read(lines, onProgress) is not { } read)
        {
            return null;
        }

        Spaces.Add(source.Name, read.Space);
        return read.Summary;
    }

    private SourceSummary? ReadRpsl(PlannedSource source, SourceReport report, LineReader lines, Action onProgress)
    {
        var reader = new RpslSourceReader(source, report);
        SourceSummary? summary = reader.Read(lines, onProgress);
        Requests.AddRange(reader.Requests);
        return summary;
    }

    private static void CheckSum(PlannedSource source, string md5, SourceReport report)
    {
        string companion = source.Checksum ?? source.Path + ".md5";
        if (source.Checksum is null && !File.Exists(companion))
        {
            return;
        }

        string? promised = ChecksumFile.Read(companion);
        if (promised is null)
        {
            report.Error(0, $"its check-sum file {Path.GetFileName(companion)} holds no MD5");
        }
        else if (!string.Equals(promised, md5, StringComparison.Ordinal))
        {
            report.Damage($"its MD5 is {md5}, but {Path.GetFileName(companion)} says {promised}");
        }
    }
}
