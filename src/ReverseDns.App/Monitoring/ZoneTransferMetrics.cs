using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Monitoring;

/// <summary>What has been transferred of each zone, of those at least that are transferred most.</summary>
internal sealed class ZoneTransferMetrics(InstanceTransfers transfers, int most)
{
    private const string Other = "other";
    private const string Direction = "direction";

    private static readonly MetricFamily Done = new(
        "rdns_zone_transfers_total", MetricType.Counter, "", "zone, direction, kind",
        "rdns_transfers_total by zone; 'other' is all zones that are not shown, or are no more (http.busiest-zones).");
    private static readonly MetricFamily Failed = new(
        "rdns_zone_transfer_failures_total", MetricType.Counter, "", "zone, direction, cause", "rdns_transfer_failures_total by zone.");
    private static readonly MetricFamily Octets = new(
        "rdns_zone_transfer_bytes_total", MetricType.Counter, "bytes", "zone, direction", "rdns_transfer_bytes_total by zone.");
    private static readonly MetricFamily Time = new(
        "rdns_zone_transfer_seconds_total", MetricType.Counter, "seconds", "zone, direction", "rdns_transfer_seconds_total by zone.");

    private readonly BusiestZones<TransferTally> _busiest = new(most, tally => tally.Transfers);
    private readonly Lock _choosing = new();

    public static IReadOnlyList<MetricFamily> Families { get; } = [Done, Failed, Octets, Time];

    public void Write(ExpositionWriter writer)
    {
        lock (_choosing)
        {
            (TransferTally sum, Dictionary<DomainName, TransferTally> zones) = Read();
            TransferTally gone = zones.Values.Aggregate(sum, (left, zone) => left - zone);
            (IReadOnlyList<(DomainName Zone, TransferTally Tally)> shown, TransferTally other) = _busiest.Choose(zones, gone);
            Write(writer, [.. shown.Select(item => (item.Zone.ToString(), item.Tally)), (Other, other)]);
        }
    }

    /// <summary>Zones before the sum of all: what is added meanwhile is in the sum alone, and no difference is below zero.</summary>
    private (TransferTally Sum, Dictionary<DomainName, TransferTally> Zones) Read()
    {
        var zones = new Dictionary<DomainName, TransferTally>();
        foreach ((DomainName zone, TransferCounts counts) in transfers.Responder.Sent.Zones)
        {
            zones[zone] = TransferTally.OfSent(counts);
        }

        foreach ((DomainName zone, TransferCounts counts) in transfers.Received.Zones)
        {
            zones[zone] = zones.GetValueOrDefault(zone) + TransferTally.OfReceived(counts);
        }

        return (TransferTally.OfSent(transfers.Responder.Sent) + TransferTally.OfReceived(transfers.Received), zones);
    }

    private static void Write(ExpositionWriter writer, IReadOnlyList<(string Zone, TransferTally Tally)> zones)
    {
        writer.Begin(Done);
        Each(TransferTally.Kinds, (labels, kind, tally, isIn) => writer.Sample(labels.With("kind", kind.Word), tally.Done(isIn, kind.Kind)));
        writer.Begin(Failed);
        Each(TransferTally.Faults, (labels, fault, tally, isIn) =>
        {
            if (isIn || fault.Fault == TransferFault.Network)
            {
                writer.Sample(labels.With("cause", fault.Word), tally.Failed(isIn, fault.Fault));
            }
        });
        writer.Begin(Octets);
        Each([0], (labels, _, tally, isIn) => writer.Sample(labels, tally.Octets(isIn)));
        writer.Begin(Time);
        Each([0], (labels, _, tally, isIn) => writer.Sample(labels, tally.Time(isIn).TotalSeconds));

        void Each<T>(IReadOnlyList<T> words, Action<LabelSet, T, TransferTally, bool> write)
        {
            foreach ((string zone, TransferTally tally) in zones)
            {
                foreach (bool isIn in (bool[])[false, true])
                {
                    LabelSet labels = LabelSet.Of("zone", zone).With(Direction, isIn ? "in" : "out");
                    foreach (T word in words)
                    {
                        write(labels, word, tally, isIn);
                    }
                }
            }
        }
    }
}
