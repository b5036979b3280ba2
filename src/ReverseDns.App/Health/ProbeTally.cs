using ReverseDns.Server;

namespace ReverseDns.App.Health;

/// <summary>What has become of the questions to ourselves: all of them since the start, and those of the last minute. Any reader, one writer.</summary>
internal sealed class ProbeTally
{
    private const int Rounds = 60;

    /// <summary>Below that nothing is said about loss.</summary>
    private const int FewestRounds = 10;

    private readonly Lock _access = new();
    private readonly Queue<IReadOnlyList<ProbeResult>> _recent = [];
    private readonly Dictionary<(Transport Transport, bool IsIpv6, ProbeOutcome Outcome), long> _counts = [];
    private readonly Dictionary<(Transport Transport, bool IsIpv6), ProbeTimes> _times = [];

    /// <summary>By transport, family and outcome.</summary>
    public IReadOnlyList<(Transport Transport, bool IsIpv6, ProbeOutcome Outcome, long Count)> Counts
    {
        get
        {
            lock (_access)
            {
                return [.. _counts.Select(count => (count.Key.Transport, count.Key.IsIpv6, count.Key.Outcome, count.Value)).Order()];
            }
        }
    }

    /// <summary>Of answers, by transport and family.</summary>
    public IReadOnlyList<(Transport Transport, bool IsIpv6, ProbeTimes Times)> Times
    {
        get
        {
            lock (_access)
            {
                return [.. _times.Select(item => (item.Key.Transport, item.Key.IsIpv6, item.Value.Copy())).OrderBy(item => (item.Transport, item.IsIpv6))];
            }
        }
    }

    /// <summary>Percent of the last minute, and half of its answers took no longer. Null: there are too few to tell.</summary>
    public (double Loss, TimeSpan Median)? Recent
    {
        get
        {
            lock (_access)
            {
                ProbeResult[] all = [.. _recent.SelectMany(round => round)];
                TimeSpan[] times = [.. all.Where(result => IsAnswer(result.Outcome)).Select(result => result.Time).Order()];
                return _recent.Count < FewestRounds || all.Length == 0
                    ? null
                    : (100.0 * (all.Length - times.Length) / all.Length, times.Length == 0 ? TimeSpan.Zero : times[times.Length / 2]);
            }
        }
    }

    public void Add(IReadOnlyList<ProbeResult> round)
    {
        lock (_access)
        {
            _recent.Enqueue(round);
            if (_recent.Count > Rounds)
            {
                _recent.Dequeue();
            }

            foreach (ProbeResult result in round)
            {
                (Transport, bool, ProbeOutcome) key = (result.Transport, result.IsIpv6, result.Outcome);
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
                if (IsAnswer(result.Outcome))
                {
                    if (!_times.TryGetValue((result.Transport, result.IsIpv6), out ProbeTimes? times))
                    {
                        _times[(result.Transport, result.IsIpv6)] = times = new ProbeTimes();
                    }

                    times.Add(result.Time);
                }
            }
        }
    }

    private static bool IsAnswer(ProbeOutcome outcome) => outcome is ProbeOutcome.Right or ProbeOutcome.Wrong or ProbeOutcome.OtherIdentity;
}
