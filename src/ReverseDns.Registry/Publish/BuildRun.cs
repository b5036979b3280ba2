using System.Security.Cryptography;

namespace ReverseDns.Registry;

/// <summary>The steps of one build, in their order.</summary>
internal sealed class BuildRun(ZonePlan plan, string folder, TimeProvider time, IProgress<BuildProgress>? progress)
{
    private readonly ReportLog _log = new();
    private readonly List<GuardFinding> _findings = [];
    private readonly List<ZoneChange> _changes = [];
    private readonly BuildState _next = new();
    private SourceSet? _sources;
    private DelegationBuilder? _builder;
    private int _accepted;

    public BuildReport Run(GuardOverride? accept)
    {
        using var files = new PendingFiles(folder);
        if (!TryBuild(files.Write, out BuildState? last))
        {
            return Report(BuildOutcome.Failed, accept: null);
        }

        if (_findings.Count > 0 && accept is null)
        {
            return Report(BuildOutcome.Refused, accept: null);
        }

        _next.Accepted.AddRange(last.Accepted);
        GuardOverride? used = _findings.Count > 0 ? accept : null;
        if (used is not null)
        {
            _next.Accepted.Add(new BuildState.AcceptedChange(
                time.GetUtcNow(), used.Who, used.Why, [.. _findings.Select(finding => finding.ToString())]));
        }

        // The state goes last: until then the next build takes what it finds in the zone files themselves.
        files.Write(BuildState.FileName, _next.ToJson());
        files.Publish();
        bool hasDropped = RemoveDroppedZones(last);
        bool isChanged = hasDropped || _changes.Any(change => change.IsChanged);
        return Report(isChanged ? BuildOutcome.Published : BuildOutcome.Unchanged, used);
    }

    public BuildReport Check()
    {
        if (!TryBuild(static (_, _) => null, out _))
        {
            return Report(BuildOutcome.Failed, accept: null);
        }

        return Report(_findings.Count > 0 ? BuildOutcome.Refused : BuildOutcome.Checked, accept: null);
    }

    /// <summary>Returns where the content lies now; null when nothing is written.</summary>
    private delegate string? FileWriter(string name, ReadOnlySpan<byte> content);

    private bool TryBuild(FileWriter write, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BuildState? last)
    {
        last = BuildState.Read(folder, out string fault);
        if (last is null)
        {
            _log.Add(ReportKind.Error, BuildState.FileName, 0, "", $"the last build's state is damaged: {fault}");
            return false;
        }

        var guard = new ChangeGuard(plan.Guard, _findings);
        _sources = SourceSet.Read(plan, _log, _findings, progress);
        guard.CheckPlan(last, plan);
        foreach (SourceSummary source in _sources.Summaries)
        {
            _next.Sources.Add(source.Name, source.Edition);
            if (last.Sources.TryGetValue(source.Name, out SourceEdition? edition))
            {
                guard.CheckSource(source.File, source.Edition, edition);
            }
        }

        BuildZones(new ZonePublisher(plan, folder, time, last, guard, _log), write);
        return !_log.HasErrors;
    }

    private void BuildZones(ZonePublisher publisher, FileWriter write)
    {
        _builder = new DelegationBuilder(plan, _sources!.Spaces, _log);
        int done = 0;
        foreach (DelegationRequest request in _sources.Requests)
        {
            _builder.Add(request);
            if ((++done & 0x3FF) == 0)
            {
                progress?.Report(new BuildProgress("delegating", done, _sources.Requests.Count));
            }
        }

        done = 0;
        foreach (ZoneDraft draft in _builder.Finish())
        {
            _accepted += draft.Asked;
            Keep(draft.Zone, publisher.Publish(draft), write);
            progress?.Report(new BuildProgress("writing zones", ++done, plan.Zones.Length));
        }

        foreach (PlannedZone zone in plan.Zones.Where(zone => zone.HandWritten is not null))
        {
            if (publisher.PublishHandWritten(zone) is { } result)
            {
                Keep(zone, result, write);
            }

            progress?.Report(new BuildProgress("writing zones", ++done, plan.Zones.Length));
        }

        progress?.Report(new BuildProgress("done", 1, 1));
    }

    private void Keep(PlannedZone zone, (ZoneChange Change, byte[] Content) result, FileWriter write)
    {
        _changes.Add(result.Change);
        _next.Zones.Add(zone.Origin.ToString(), new BuildState.PublishedZone(
            zone.FileName, result.Change.Serial.Value, Convert.ToHexStringLower(SHA256.HashData(result.Content))));
        if (result.Change.IsChanged && !_log.HasErrors && write(zone.FileName, result.Content) is { } path)
        {
            ZoneReading.Check(path, zone.FileName, zone.Origin, _log);
        }
    }

    private bool RemoveDroppedZones(BuildState last)
    {
        bool any = false;
        foreach ((string zone, BuildState.PublishedZone published) in last.Zones)
        {
            if (!_next.Zones.ContainsKey(zone))
            {
                File.Delete(Path.Combine(folder, Path.GetFileName(published.File)));
                any = true;
            }
        }

        return any;
    }

    private BuildReport Report(BuildOutcome outcome, GuardOverride? accept)
    {
        // A malformed line of statistics asks for nothing: it is an error, not a rejected delegation.
        HashSet<string> rpsl = [.. plan.Sources
            .Where(source => source.Format == SourceFormat.Rpsl)
            .Select(source => source.Name)];
        int malformed = _sources?.Summaries
            .Where(source => rpsl.Contains(source.Name))
            .Sum(source => source.Malformed) ?? 0;
        return new BuildReport
        {
            Outcome = outcome,
            Time = time.GetUtcNow(),
            Totals = new BuildTotals(
                (_builder?.Read ?? 0) + malformed,
                _accepted,
                _log.Count(ReportKind.Rejected),
                _log.Count(ReportKind.Merged),
                _log.Count(ReportKind.Foreign),
                _log.Count(ReportKind.Dropped),
                _log.Count(ReportKind.Warning),
                _log.Count(ReportKind.Error)),
            Sources = [.. _sources?.Summaries ?? []],
            Zones = [.. _changes],
            Foreign = [.. _builder?.Foreign.Select(pair => new ForeignZone(pair.Key, pair.Value)) ?? []],
            Lines = [.. _log.Lines],
            Findings = [.. _findings],
            Accepted = accept,
        };
    }
}
