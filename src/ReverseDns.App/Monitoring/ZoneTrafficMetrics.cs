using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Monitoring;

/// <summary>What is asked of each zone, of the busiest ones at least.</summary>
internal sealed class ZoneTrafficMetrics(ZoneStore store, int most)
{
    private const string Other = "other";

    private static readonly MetricFamily Queries = new(
        "rdns_zone_queries_total", MetricType.Counter, "", "zone",
        "Queries answered from a zone; 'other' is all zones that are not shown, or are served no more (http.busiest-zones).");
    private static readonly MetricFamily NameErrors = new(
        "rdns_zone_name_errors_total", MetricType.Counter, "", "zone", "Those of them for names that do not exist (NXDOMAIN).");

    private readonly BusiestZones<ZoneTally> _busiest = new(most, tally => tally.Queries);
    private readonly Lock _choosing = new();

    public static IReadOnlyList<MetricFamily> Families { get; } = [Queries, NameErrors];

    public void Write(ExpositionWriter writer)
    {
        lock (_choosing)
        {
            ZoneTraffic traffic = store.ReadTraffic();
            (IReadOnlyList<(DomainName Zone, ZoneTally Tally)> shown, ZoneTally other) =
                _busiest.Choose(traffic.Zones.ToDictionary(item => item.Zone.Origin, item => item.Tally), traffic.Gone);
            (LabelSet Labels, ZoneTally Tally)[] all =
            [
                .. shown.Select(item => (LabelSet.Of("zone", item.Zone.ToString()), item.Tally)), (LabelSet.Of("zone", Other), other),
            ];
            writer.Begin(Queries);
            Array.ForEach(all, item => writer.Sample(item.Labels, item.Tally.Queries));
            writer.Begin(NameErrors);
            Array.ForEach(all, item => writer.Sample(item.Labels, item.Tally.NameErrors));
        }
    }
}
