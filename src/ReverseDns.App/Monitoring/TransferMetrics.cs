using ReverseDns.App.Serving;
using ReverseDns.Transfer;

namespace ReverseDns.App.Monitoring;

/// <summary>Zones given to secondaries, and got from primaries.</summary>
internal static class TransferMetrics
{
    private const string Out = "out";
    private const string In = "in";
    private const string Direction = "direction";

    private static readonly MetricFamily Done = new(
        "rdns_transfers_total", MetricType.Counter, "", "direction, kind", "Transfers that have ended well: axfr (the whole zone), ixfr (changes), uptodate (the SOA alone).");
    private static readonly MetricFamily Failed = new(
        "rdns_transfer_failures_total", MetricType.Counter, "", "direction, cause",
        "Transfers that have not, by what was wrong; 'notserved' came and was kept from being served by a check or policy.");
    private static readonly MetricFamily Denied = new(
        "rdns_transfers_denied_total", MetricType.Counter, "", "cause", "Requests for zones that were answered with an error: no rule allows them, or too many were running (quota).");
    private static readonly MetricFamily Octets = new(
        "rdns_transfer_bytes_total", MetricType.Counter, "bytes", "direction", "Octets of transfers' messages.");
    private static readonly MetricFamily Time = new(
        "rdns_transfer_seconds_total", MetricType.Counter, "seconds", "direction", "What all transfers together have taken.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Done, Failed, Denied, Octets, Time];

    public static void Write(ExpositionWriter writer, InstanceTransfers transfers)
    {
        (string Direction, TransferCounts Counts)[] both = [(Out, transfers.Responder.Sent), (In, transfers.Received)];
        writer.Begin(Done);
        foreach ((string direction, TransferCounts counts) in both)
        {
            writer.Sample(LabelSet.Of(Direction, direction).With("kind", "axfr"), counts.Done(TransferKind.Whole));
            writer.Sample(LabelSet.Of(Direction, direction).With("kind", "ixfr"), counts.Done(TransferKind.Incremental));
            writer.Sample(LabelSet.Of(Direction, direction).With("kind", "uptodate"), counts.Done(TransferKind.UpToDate));
        }

        writer.Begin(Failed);
        writer.Sample(LabelSet.Of(Direction, Out).With("cause", "network"), transfers.Responder.Sent.Failed(TransferFault.Network));
        foreach (TransferFault fault in Enum.GetValues<TransferFault>().Where(fault => fault != TransferFault.None))
        {
            writer.Sample(LabelSet.Of(Direction, In).With("cause", fault.ToString().ToLowerInvariant()), transfers.Received.Failed(fault));
        }

        writer.Begin(Denied);
        writer.Sample(LabelSet.Of("cause", "rule"), transfers.Responder.Refused);
        writer.Sample(LabelSet.Of("cause", "quota"), transfers.Responder.Postponed);
        writer.Begin(Octets);
        Array.ForEach(both, way => writer.Sample(LabelSet.Of(Direction, way.Direction), way.Counts.Octets));
        writer.Begin(Time);
        Array.ForEach(both, way => writer.Sample(LabelSet.Of(Direction, way.Direction), way.Counts.Time.TotalSeconds));
    }
}
