using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>What has become of what was to be written in dnstap's format; nothing where nothing is.</summary>
internal static class DnstapMetrics
{
    private static readonly MetricFamily Chosen = new(
        "rdns_dnstap_questions_total", MetricType.Counter, "", "", "Questions that the dnstap sample has taken, with their answers; each is sent or lost. Only with dnstap.");
    private static readonly MetricFamily Sent = new(
        "rdns_dnstap_sent_total", MetricType.Counter, "", "", "Those of them that the file has taken, or the kernel for the reader.");
    private static readonly MetricFamily Lost = new(
        "rdns_dnstap_lost_total", MetricType.Counter, "", "cause",
        "Those of them that are lost: noreader (none there, or no file), full (it was too slow), rate (more than dnstap.rate), broken (it went in the midst of them).");
    private static readonly MetricFamily Octets = new(
        "rdns_dnstap_bytes_total", MetricType.Counter, "bytes", "", "Octets written.");
    private static readonly MetricFamily Failures = new(
        "rdns_dnstap_failures_total", MetricType.Counter, "", "", "Times that the reader or file could not be had, or failed.");
    private static readonly MetricFamily Open = new(
        "rdns_dnstap_open", MetricType.Gauge, "", "", "1 when there is a reader or file that takes messages, else 0.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Chosen, Sent, Lost, Octets, Failures, Open];

    /// <param name="counts">Null: nothing is written in dnstap's format.</param>
    public static void Write(ExpositionWriter writer, DnstapCounts? counts)
    {
        One(writer, Chosen, counts?.Chosen);
        One(writer, Sent, counts?.Sent);
        writer.Begin(Lost);
        foreach ((string cause, long lost) in counts is null ? [] : (IEnumerable<(string, long)>)
            [("noreader", counts.NoReader), ("full", counts.Full), ("rate", counts.Rate), ("broken", counts.Broken)])
        {
            writer.Sample(LabelSet.Of("cause", cause), lost);
        }

        One(writer, Octets, counts?.Octets);
        One(writer, Failures, counts?.Failures);
        One(writer, Open, counts is null ? null : counts.IsOpen ? 1 : 0);
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
