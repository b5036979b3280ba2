using ReverseDns.App.Route;

namespace ReverseDns.App.Monitoring;

/// <summary>How the route stands; nothing where none is announced from here.</summary>
internal static class RouteMetrics
{
    private static readonly MetricFamily Guard = new(
        "rdns_route_guard_up", MetricType.Gauge, "", "", "1 when 'rdns route' answers, else 0: then nothing is announced, or nobody knows. Only with route.");
    private static readonly MetricFamily Announced = new(
        "rdns_route_announced", MetricType.Gauge, "", "", "1 when the route is announced, as second best too; 0 when it is withdrawn, or nobody knows.");
    private static readonly MetricFamily Degraded = new(
        "rdns_route_degraded", MetricType.Gauge, "", "", "1 when it is announced as second best.");
    private static readonly MetricFamily Verified = new(
        "rdns_route_verified", MetricType.Gauge, "", "", "1 when the routing daemon's own table says the same, else 0.");
    private static readonly MetricFamily Changes = new(
        "rdns_route_changes_total", MetricType.Counter, "", "", "Changes of the route since the guard has started.");
    private static readonly MetricFamily Since = new(
        "rdns_route_last_change_timestamp_seconds", MetricType.Gauge, "seconds", "", "When it last changed, as Unix time.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Guard, Announced, Degraded, Verified, Changes, Since];

    /// <param name="report">Null: no route is announced from here.</param>
    public static void Write(ExpositionWriter writer, RouteReport? report)
    {
        GuardStatus? guard = report?.Guard;
        One(writer, Guard, report is null ? null : guard is null ? 0 : 1);
        One(writer, Announced, report is null ? null : guard is { State: not RouteState.Withdrawn } ? 1 : 0);
        One(writer, Degraded, report is null ? null : guard is { State: RouteState.Degraded } ? 1 : 0);
        One(writer, Verified, report is null ? null : guard is { Verified: true } ? 1 : 0);
        One(writer, Changes, guard?.Changes);
        One(writer, Since, guard?.Since.ToUnixTimeSeconds());
    }

    private static void One(ExpositionWriter writer, MetricFamily family, long? value)
    {
        writer.Begin(family);
        if (value is { } known)
        {
            writer.Sample(LabelSet.None, known);
        }
    }
}
