using System.Globalization;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>Whom the limits hit.</summary>
internal static class RateLimitMetrics
{
    private static readonly MetricFamily Limited = new(
        "rdns_rate_limited_total", MetricType.Counter, "", "action, family, prefix",
        "Questions over UDP from who was beyond a limit, by its prefix length: dropped, slipped (answered with TC alone, or BADCOOKIE), dryrun (answered, as limits are tried out).");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Limited];

    public static void Write(ExpositionWriter writer, LimitCounts counts)
    {
        writer.Begin(Limited);
        foreach (LimitAction action in Enum.GetValues<LimitAction>())
        {
            foreach ((bool isIpv6, int prefixLength) in Lengths)
            {
                long count = counts.Read(action, isIpv6, prefixLength);
                if (count != 0 || prefixLength == (isIpv6 ? 128 : 32))
                {
                    writer.Sample(
                        LabelSet.Of("action", action.ToString().ToLowerInvariant())
                            .With("family", isIpv6 ? "ipv6" : "ipv4")
                            .With("prefix", string.Create(CultureInfo.InvariantCulture, $"/{prefixLength}")),
                        count);
                }
            }
        }
    }

    private static IEnumerable<(bool IsIpv6, int PrefixLength)> Lengths =>
        Enumerable.Range(1, 32).Select(length => (false, length)).Concat(Enumerable.Range(1, 128).Select(length => (true, length)));
}
