using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>What the zones of an instance answer beyond what they hold. One caller at a time.</summary>
internal sealed class SynthesizedZones(IReadOnlyList<SynthesisRule> rules, OnlineSigners signers)
{
    private readonly ILookup<DomainName, SynthesisRule> _rules = rules.ToLookup(rule => rule.Zone);

    /// <summary>By other rules.</summary>
    public SynthesizedZones With(IReadOnlyList<SynthesisRule> next) => new(next, signers);

    public ServedZone Serve(LoadedZone zone) => new(zone.Entry.Origin, zone.Served, zone.WhyNot) { Synthesis = Of(zone) };

    /// <summary>Null for most zones, and for those whose own denials by hash would deny, here and there, what is made.</summary>
    private ZoneSynthesis? Of(LoadedZone zone)
    {
        if (zone.Served is not { } served || !_rules.Contains(zone.Entry.Origin))
        {
            return null;
        }

        IOnlineSigner? signer = served.IsSigned ? signers.Of(served) : null;
        return served.IsDeniedByHash ? null : new ZoneSynthesis(_rules[zone.Entry.Origin], signer);
    }

    /// <summary>An error for each zone that has rules and is not there.</summary>
    public IEnumerable<string> Missing(IEnumerable<ZoneEntry> entries)
    {
        var here = entries.Select(entry => entry.Origin).ToHashSet();
        return _rules.Where(zone => !here.Contains(zone.Key)).Select(zone => $"synthesize: there is no zone {zone.Key} here");
    }
}
