using ReverseDns.App.Health;

namespace ReverseDns.App.Monitoring;

/// <summary>The verdict, its reasons, and the questions that the instance asks itself.</summary>
internal static class VerdictMetrics
{
    private static readonly MetricFamily Present = new(
        "rdns_verdict", MetricType.Gauge, "", "verdict", "1 for what the instance says of itself: healthy, degraded, bad, draining.");
    private static readonly MetricFamily Since = new(
        "rdns_verdict_since_timestamp_seconds", MetricType.Gauge, "seconds", "", "When it became that.");
    private static readonly MetricFamily Age = new(
        "rdns_verdict_age_seconds", MetricType.Gauge, "seconds", "", "Since it was computed; after two seconds it counts as bad.");
    private static readonly MetricFamily Hold = new(
        "rdns_verdict_hold_seconds", MetricType.Gauge, "seconds", "", "For how long all must be right before it becomes better; it doubles while a fault comes and goes.");
    private static readonly MetricFamily Changes = new(
        "rdns_verdict_changes_total", MetricType.Counter, "", "verdict", "How often it has become that since the start.");
    private static readonly MetricFamily Floor = new(
        "rdns_verdict_floor_held", MetricType.Gauge, "", "", "1 when it would be bad, were it not for the floor (health.keep-last).");
    private static readonly MetricFamily Reasons = new(
        "rdns_health_reason", MetricType.Gauge, "", "reason, class", "1 for each reason that there is at this moment to be degraded or bad, else 0.");
    private static readonly MetricFamily Probes = new(
        "rdns_probes_total", MetricType.Counter, "", "transport, family, outcome",
        "Questions to ourselves, which are among those received: right, wrong, otheridentity, lost, noaddress.");
    private static readonly MetricFamily Times = new(
        "rdns_probe_time_seconds", MetricType.Histogram, "seconds", "transport, family, le", "From such a question to its answer, over TCP with the connection.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Present, Since, Age, Hold, Changes, Floor, Reasons, Probes, Times];

    public static void Write(ExpositionWriter writer, InstanceVerdict verdict)
    {
        VerdictReading last = verdict.Present.Last;
        Verdict[] all = Enum.GetValues<Verdict>();
        writer.Begin(Present);
        Array.ForEach(all, one => writer.Sample(LabelSet.Of("verdict", Word(one)), one == verdict.Present.Verdict ? 1L : 0L));
        writer.Single(Since, last.Since.ToUnixTimeMilliseconds() / 1e3);
        writer.Single(Age, verdict.Present.Age.TotalSeconds);
        writer.Single(Hold, verdict.Hold.TotalSeconds);
        writer.Begin(Changes);
        Array.ForEach(all, one => writer.Sample(LabelSet.Of("verdict", Word(one)), verdict.Changes(one)));
        writer.Single(Floor, last.IsFloorHeld ? 1 : 0);
        var reasons = verdict.Reasons.Select(reason => reason.Kind.Name).ToHashSet(StringComparer.Ordinal);
        writer.Begin(Reasons);
        foreach (ReasonKind kind in ReasonKind.All)
        {
            writer.Sample(LabelSet.Of("reason", kind.Name).With("class", Word(kind.Class)), reasons.Contains(kind.Name) ? 1L : 0L);
        }

        writer.Begin(Probes);
        foreach ((Server.Transport transport, bool isIpv6, ProbeOutcome outcome, long count) in verdict.Probes.Counts)
        {
            writer.Sample(Way(transport, isIpv6).With("outcome", Word(outcome)), count);
        }

        writer.Begin(Times);
        foreach ((Server.Transport transport, bool isIpv6, ProbeTimes times) in verdict.Probes.Times)
        {
            writer.Histogram(Way(transport, isIpv6), times.Buckets, times.Beyond, times.Sum);
        }
    }

    private static LabelSet Way(Server.Transport transport, bool isIpv6) =>
        LabelSet.Of("transport", Word(transport)).With("family", isIpv6 ? "ipv6" : "ipv4");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
