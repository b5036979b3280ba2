namespace ReverseDns.Zones;

/// <summary>What all threads together have answered from each zone since the zone came into service.</summary>
/// <param name="Gone">From zones that are served no more, so that the sum of all never falls.</param>
public sealed record ZoneTraffic(IReadOnlyList<(ServedZone Zone, ZoneTally Tally)> Zones, ZoneTally Gone);
