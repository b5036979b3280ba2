using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Monitoring;

/// <summary>
/// Which zones have their traffic shown each for itself, and what is left for the rest. A zone that comes to be shown later
/// begins at zero, and one that is shown no more leaves its count to the rest: so neither ever falls. One caller at a time.
/// </summary>
internal sealed class BusiestZones(int most)
{
    /// <summary>How much busier, in percent, a zone must be than a shown one to take its place.</summary>
    private const int Margin = 125;

    /// <summary>What a shown zone had been asked before it was shown.</summary>
    private readonly Dictionary<DomainName, ZoneTally> _shown = [];
    private readonly HashSet<DomainName> _others = [];

    public (IReadOnlyList<(DomainName Zone, ZoneTally Tally)> Shown, ZoneTally Other) Choose(ZoneTraffic traffic)
    {
        var all = traffic.Zones.ToDictionary(item => item.Zone.Origin, item => item.Tally);
        foreach (DomainName gone in _shown.Keys.Where(zone => !all.ContainsKey(zone)).ToArray())
        {
            _shown.Remove(gone);
        }

        if (_shown.Count < all.Count && most > 0)
        {
            Promote(all);
        }

        _others.Clear();
        _others.UnionWith(all.Keys.Where(zone => !_shown.ContainsKey(zone)));
        (DomainName Zone, ZoneTally Tally)[] shown =
            [.. _shown.OrderBy(item => item.Key).Select(item => (item.Key, all[item.Key].Minus(item.Value)))];
        ZoneTally sum = all.Values.Aggregate(traffic.Gone, (left, right) => left.Plus(right));
        return (shown, shown.Aggregate(sum, (left, item) => left.Minus(item.Tally)));
    }

    private void Promote(Dictionary<DomainName, ZoneTally> all)
    {
        var quietest = new Stack<DomainName>(_shown.Keys.OrderByDescending(zone => all[zone].Queries));
        foreach ((DomainName zone, ZoneTally tally) in all
            .Where(item => !_shown.ContainsKey(item.Key))
            .OrderByDescending(item => item.Value.Queries)
            .ThenBy(item => item.Key)
            .Take(most))
        {
            if (_shown.Count >= most)
            {
                if (!quietest.TryPop(out DomainName quiet) || tally.Queries * 100 <= all[quiet].Queries * Margin)
                {
                    return;
                }

                _shown.Remove(quiet);
            }

            _shown.Add(zone, _others.Contains(zone) ? tally : default);
        }
    }
}
