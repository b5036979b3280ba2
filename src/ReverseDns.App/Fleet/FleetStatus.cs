using ReverseDns.App.Health;

namespace ReverseDns.App.Fleet;

/// <summary>All instances side by side.</summary>
/// <param name="Differing">Zones that are not the same everywhere.</param>
internal sealed record FleetStatus(bool IsWell, IReadOnlyList<FleetLine> Instances, IReadOnlyList<FleetZone> Differing)
{
    /// <summary>Instances that cannot be read differ from nobody.</summary>
    public static FleetStatus Of(IReadOnlyList<FleetMember> members)
    {
        (string Name, FleetSamples Samples)[] read = [.. members.Where(member => member.Samples is not null).Select(member => (member.Name, member.Samples!))];
        FleetZone[] differing =
        [
            .. from zone in read.SelectMany(member => member.Samples.Serials.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
               let serials = read.Select(member => (
                   member.Name,
                   Serial: member.Samples.Serials.TryGetValue(zone, out uint serial) ? serial : (uint?)null,
                   Lag: member.Samples.Lags.GetValueOrDefault(zone))).ToArray()
               where serials.Select(item => item.Serial).Distinct().Count() > 1
               select new FleetZone(zone, [.. serials.Select(item => new FleetSerial(
                   item.Name, item.Serial, item.Lag))]),
        ];
        bool isWell = members.All(member => member.IsWell) && !Array.Exists(differing, zone => zone.Serials.Any(item => item.Serial is null));
        return new FleetStatus(isWell, [.. members.Select(FleetLine.Of)], differing);
    }
}

/// <summary>One instance.</summary>
/// <param name="Route">announced, second-best or withdrawn, as the instance knows; null: it announces nothing.</param>
/// <param name="LagSeconds">Of the zone that is behind for the longest.</param>
internal sealed record FleetLine(
    string Name,
    Uri Url,
    string? Error,
    string? Version,
    string? Verdict,
    DateTimeOffset? Since,
    bool FloorHeld,
    IReadOnlyList<ReasonReport> Reasons,
    string? Route,
    int? Zones,
    int? Unserved,
    int? Behind,
    long? LagSeconds)
{
    public static FleetLine Of(FleetMember member) => new(
        member.Name,
        member.Url,
        member.Error,
        member.Health?.Version,
        member.Health?.Verdict,
        member.Health?.Since,
        member.Health?.FloorHeld ?? false,
        member.Health?.Reasons ?? [],
        member.Samples?.Route,
        member.Samples?.Zones,
        member.Samples?.Unserved,
        member.Samples?.Lags.Count,
        member.Samples?.Lags.Values.DefaultIfEmpty().Max());
}

internal sealed record FleetZone(string Zone, IReadOnlyList<FleetSerial> Serials);

/// <param name="Serial">Null: the instance has nothing to answer from.</param>
internal sealed record FleetSerial(string Instance, uint? Serial, long LagSeconds);
