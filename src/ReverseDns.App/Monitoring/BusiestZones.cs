using System.Numerics;
using ReverseDns.Protocol;

namespace ReverseDns.App.Monitoring;

/// <summary>
/// Which zones have what is counted of them shown each for itself, and what is left for the rest. A zone that comes to be shown later
/// begins at zero, and one that is shown no more leaves its count to the rest: so neither ever falls. One caller at a time.
/// </summary>
/// <param name="weigh">How busy a zone is.</param>
internal sealed class BusiestZones<T>(int most, Func<T, long> weigh)
    where T : struct, IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>
{
    /// <summary>How much busier, in percent, a zone must be than a shown one to take its place.</summary>
    private const int Margin = 125;

    /// <summary>What a shown zone had been asked before it was shown.</summary>
    private readonly Dictionary<DomainName, T> _shown = [];
    private readonly HashSet<DomainName> _others = [];

    /// <param name="gone">What has been counted of zones that are no more.</param>
    public (IReadOnlyList<(DomainName Zone, T Tally)> Shown, T Other) Choose(IReadOnlyDictionary<DomainName, T> all, T gone)
    {
        foreach (DomainName lost in _shown.Keys.Where(zone => !all.ContainsKey(zone)).ToArray())
        {
            _shown.Remove(lost);
        }

        if (_shown.Count < all.Count && most > 0)
        {
            Promote(all);
        }

        _others.Clear();
        _others.UnionWith(all.Keys.Where(zone => !_shown.ContainsKey(zone)));
        (DomainName Zone, T Tally)[] shown =
            [.. _shown.OrderBy(item => item.Key).Select(item => (item.Key, all[item.Key] - item.Value))];
        T sum = all.Values.Aggregate(gone, (left, right) => left + right);
        return (shown, shown.Aggregate(sum, (left, item) => left - item.Tally));
    }

    private void Promote(IReadOnlyDictionary<DomainName, T> all)
    {
        var quietest = new Stack<DomainName>(_shown.Keys.OrderByDescending(zone => weigh(all[zone])));
        foreach ((DomainName zone, T tally) in all
            .Where(item => !_shown.ContainsKey(item.Key))
            .OrderByDescending(item => weigh(item.Value))
            .ThenBy(item => item.Key)
            .Take(most))
        {
            if (_shown.Count >= most)
            {
                if (!quietest.TryPop(out DomainName quiet) || weigh(tally) * 100 <= weigh(all[quiet]) * Margin)
                {
                    return;
                }

                _shown.Remove(quiet);
            }

            _shown.Add(zone, _others.Contains(zone) ? tally : default);
        }
    }
}
