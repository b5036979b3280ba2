using System.Globalization;
using ReverseDns.App.Health;

namespace ReverseDns.App.Route.Guard;

/// <summary>
/// Who has renewed a lease, and what follows from that. A lease that is not renewed in time counts for nothing; of several the
/// worst counts, as each of those servers gets a share of the questions, but for one that drains beside another. Safe for any threads.
/// </summary>
internal sealed class LeaseBook(TimeSpan lease, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Entry> _leases = [];
    private string _last = "no server has a lease";

    /// <returns>False: it was sent too long ago, or by another clock.</returns>
    public bool TryRenew(object holder, LeaseMessage message)
    {
        TimeSpan age = clock.GetElapsedTime(message.Sent);
        if (message.Verdict is not { } verdict || age >= lease || age < -lease)
        {
            return false;
        }

        lock (_lock)
        {
            foreach (object gone in _leases.Where(item => item.Value.HasEnded).Select(item => item.Key).ToArray())
            {
                // Whoever was to come has come.
                _leases.Remove(gone);
            }

            _leases[holder] = new Entry(message.Process, verdict, message.Reasons ?? [], message.Sent, message.HandsOver);
        }

        return true;
    }

    /// <summary>The holder's connection has ended, as it does when its process does.</summary>
    public void End(object holder)
    {
        lock (_lock)
        {
            if (_leases.Remove(holder, out Entry? entry))
            {
                if (entry.HandsOver && IsLive(entry))
                {
                    _leases[holder] = entry with { HasEnded = true };
                }

                _last = Said(entry, entry.Verdict == Verdict.Draining ? "has drained and ended" : "is gone");
            }
        }
    }

    public LeaseDecision Decide()
    {
        lock (_lock)
        {
            Entry[] live = [.. _leases.Values.Where(IsLive)];
            Entry? worst = live.Where(entry => entry.Verdict != Verdict.Draining).MaxBy(entry => entry.Verdict);
            return worst switch
            {
                { Verdict: Verdict.Healthy } => new(RouteState.Announced, Said(worst, "is healthy"), IsAsked: true),
                { Verdict: Verdict.Degraded } => new(RouteState.Degraded, Said(worst, "is degraded"), IsAsked: true),
                { } => new(RouteState.Withdrawn, Said(worst, "is bad"), IsAsked: false),
                null when live.Length > 0 => new(RouteState.Withdrawn, Said(live[0], "is draining"), IsAsked: true),
                null when _leases.Count > 0 => new(RouteState.Withdrawn, Silent(), IsAsked: false),
                null => new(RouteState.Withdrawn, _last, IsAsked: false),
            };
        }
    }

    public IReadOnlyList<string> Lines()
    {
        lock (_lock)
        {
            return [.. _leases.Values.Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"process {entry.Process}: {entry.Verdict.ToString().ToLowerInvariant()}, {clock.GetElapsedTime(entry.Sent).TotalSeconds:0.0} s ago{Tail(entry)}"))];
        }
    }

    private bool IsLive(Entry entry) => clock.GetElapsedTime(entry.Sent) < lease;

    private string Silent() => string.Create(
        CultureInfo.InvariantCulture,
        $"process {_leases.Values.First().Process} has said nothing for {lease.TotalSeconds:0.#} s: it is stopped, stuck or starved");

    private static string Said(Entry entry, string what) => string.Create(CultureInfo.InvariantCulture, $"process {entry.Process} {what}{Tail(entry)}");

    private static string Tail(Entry entry) => entry.Reasons.Count == 0 ? "" : $": {string.Join(", ", entry.Reasons)}";

    private sealed record Entry(int Process, Verdict Verdict, IReadOnlyList<string> Reasons, long Sent, bool HandsOver, bool HasEnded = false);
}
