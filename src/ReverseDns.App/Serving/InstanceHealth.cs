using ReverseDns.App.Signing;

namespace ReverseDns.App.Serving;

/// <summary>Whether an instance is healthy.</summary>
internal sealed class InstanceHealth(IReadOnlyCollection<LoadedZone> zones, ZoneSigning signing)
{
    /// <summary>Why it is not: zones without a version, and what keeps one from being signed, days before signatures end.</summary>
    public IEnumerable<string> Ills =>
    [
        .. zones.Where(zone => zone.Zone is null).Select(zone => $"{zone.Entry.Origin}: there is nothing to answer from"),
        .. from zone in zones
           from alarm in signing.Alarms(zone.Entry.Origin)
           select $"{zone.Entry.Origin}: {alarm}",
    ];
}
