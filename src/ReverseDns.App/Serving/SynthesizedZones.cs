using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>What the zones of an instance answer beyond what they hold. Immutable.</summary>
internal sealed class SynthesizedZones(IReadOnlyList<SynthesisRule> rules)
{
    private readonly ILookup<DomainName, SynthesisRule> _rules = rules.ToLookup(rule => rule.Zone);

    /// <summary>Null for most zones, and for signed ones: a record without a signature would be bogus there.</summary>
    public ZoneSynthesis? Of(LoadedZone zone) =>
        zone.Served is { IsSigned: false } && _rules.Contains(zone.Entry.Origin)
            ? new ZoneSynthesis(_rules[zone.Entry.Origin]) : null;

    /// <summary>An error for each zone that has rules and is not there.</summary>
    public IEnumerable<string> Missing(IEnumerable<ZoneEntry> entries)
    {
        var here = entries.Select(entry => entry.Origin).ToHashSet();
        return _rules.Where(zone => !here.Contains(zone.Key)).Select(zone => $"synthesize: there is no zone {zone.Key} here");
    }
}
