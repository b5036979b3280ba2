using System.Globalization;
using ReverseDns.Server;

namespace ReverseDns.App.Health;

/// <summary>
/// What a round of questions to ourselves says. Silence counts as a fault unless messages were dropped for want of room at the same
/// time: an attack must not drive the route away, and with it the attack to the next instance.
/// </summary>
internal sealed class ProbeJudge(HealthOptions options, Func<ServerCounters> counters)
{
    private readonly Dictionary<Transport, long> _dropped = [];

    public ProbeTally Tally { get; } = new();

    public IReadOnlyList<Reason> Judge(IReadOnlyList<ProbeResult> round)
    {
        Tally.Add(round);
        ServerCounters now = counters();
        bool udpIsFull = IsFull(Transport.Udp, Dropped(now, Transport.Udp));
        bool tcpIsFull = IsFull(Transport.Tcp, now.AcceptErrors + Ended(now));
        List<Reason> reasons = [.. round.Where(result => result.Cause is not null).Select(result => new Reason(
            KindOf(result, result.Transport == Transport.Udp ? udpIsFull : tcpIsFull), result.Cause!)).DistinctBy(reason => (reason.Kind, reason.Cause))];
        if (Tally.Recent is { } recent)
        {
            if (recent.Loss > options.ProbeLoss)
            {
                reasons.Add(new Reason(ReasonKind.ProbeLoss, string.Create(
                    CultureInfo.InvariantCulture, $"{recent.Loss:F1} % of the questions of a minute are unanswered, {options.ProbeLoss} % may be")));
            }

            if (recent.Median > options.SlowAfter)
            {
                reasons.Add(new Reason(ReasonKind.ProbeSlow, string.Create(
                    CultureInfo.InvariantCulture, $"half of the answers of a minute took longer than {recent.Median.TotalMilliseconds:F0} ms")));
            }
        }

        return reasons;
    }

    private static ReasonKind KindOf(ProbeResult result, bool isFull) => result.Outcome switch
    {
        ProbeOutcome.NoAddress => ReasonKind.AddressMissing,
        ProbeOutcome.OtherIdentity => ReasonKind.WrongIdentity,
        ProbeOutcome.Wrong => ReasonKind.WrongAnswer,
        _ when isFull => ReasonKind.ProbeLoss,
        _ => result.Transport == Transport.Udp ? ReasonKind.NoAnswerUdp : ReasonKind.NoAnswerTcp,
    };

    /// <summary>More have been turned away than when it was last asked.</summary>
    private bool IsFull(Transport transport, long dropped)
    {
        bool isFull = _dropped.TryGetValue(transport, out long before) && dropped > before;
        _dropped[transport] = dropped;
        return isFull;
    }

    /// <summary>Messages that were dropped though nothing was wrong with them.</summary>
    private static long Dropped(ServerCounters counters, Transport transport)
    {
        long dropped = 0;
        foreach (bool isIpv6 in (bool[])[false, true])
        {
            ReadOnlySpan<long> reasons = counters.Of(transport, isIpv6).Drops;
            for (int reason = 0; reason < reasons.Length; reason++)
            {
                dropped += (DropReason)reason is DropReason.Malformed or DropReason.TooLong ? 0 : reasons[reason];
            }
        }

        return dropped;
    }

    /// <summary>Connections that had to make room, or were too slow.</summary>
    private static long Ended(ServerCounters counters) => counters.Ends(ConnectionEnd.Limit) + counters.Ends(ConnectionEnd.Slow) + counters.Ends(ConnectionEnd.Memory);
}
