using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;

namespace ReverseDns.App.Health;

/// <summary>
/// Goes through the mandatory zones again and again: through all of them each time while they are few, else through a part, and
/// those that something is wrong with. One thread looks, any may read.
/// </summary>
internal sealed class ZoneWatch(ZoneStates states, ZoneCatalogue catalogue, HealthOptions options, TimeProvider clock)
{
    /// <summary>Zones in one look; of many more a tenth, so that all have been seen within ten looks.</summary>
    private const int FewestInLook = 2_000;
    private const int LooksForAll = 10;
    private const int MostAgain = 500;

    /// <summary>Of one kind.</summary>
    private const int Named = 3;

    private readonly Dictionary<DomainName, (Reason[] Reasons, int Pass)> _found = [];
    private IReadOnlyList<Reason> _reasons = [];
    private int _next;
    private int _pass;

    /// <summary>Of each kind a few, and how many more.</summary>
    public IReadOnlyList<Reason> Reasons => Volatile.Read(ref _reasons);

    /// <summary>All zones have been looked at since the start.</summary>
    public bool IsComplete => Volatile.Read(ref _pass) > 0;

    public void Look()
    {
        DateTimeOffset now = clock.GetUtcNow();
        int part = Math.Max(FewestInLook, catalogue.Zones.Count / LooksForAll);
        DomainName[] again = [.. _found.Keys.Take(MostAgain)];
        IReadOnlyList<ZoneStatus> some = states.Slice(_next, part);
        foreach (ZoneStatus zone in some.Concat(again.Select(states.Find).OfType<ZoneStatus>()))
        {
            Take(zone, now);
        }

        _next += part;
        if (_next >= catalogue.Zones.Count)
        {
            _next = 0;
            foreach (DomainName gone in _found.Where(zone => zone.Value.Pass < _pass).Select(zone => zone.Key).ToArray())
            {
                _found.Remove(gone);
            }

            Volatile.Write(ref _pass, _pass + 1);
        }

        Volatile.Write(ref _reasons, Shorten());
    }

    private void Take(ZoneStatus zone, DateTimeOffset now)
    {
        Reason[] reasons = [.. ZoneRule.ReasonsOf(zone, options, now)];
        if (reasons.Length == 0 && _found.Count == 0)
        {
            return;
        }

        var origin = DomainName.Parse(zone.Zone);
        if (reasons.Length > 0 && options.IsMandatory(origin, catalogue.Find(origin)?.Entry.IsMember ?? false))
        {
            _found[origin] = (reasons, _pass);
        }
        else
        {
            _found.Remove(origin);
        }
    }

    private Reason[] Shorten() =>
    [
        .. from reason in _found.OrderBy(zone => zone.Key).SelectMany(zone => zone.Value.Reasons)
           group reason by reason.Kind into kind
           from shown in kind.Count() <= Named
               ? kind
               : kind.Take(Named).Append(new Reason(kind.Key, string.Create(CultureInfo.InvariantCulture, $"and {kind.Count() - Named:N0} more zones: see 'rdns ctl zone'")))
           select shown,
    ];
}
