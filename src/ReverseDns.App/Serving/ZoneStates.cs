using ReverseDns.App.Control;
using ReverseDns.App.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>How the zones of an instance stand, by what is answered from: not by what has been planned. From any thread.</summary>
internal sealed class ZoneStates(
    ZoneStore store, ZoneCatalogue catalogue, InstanceTransfers transfers, ZoneSigning signing, TimeProvider clock)
{
    private const int ShownErrors = 3;

    /// <summary>In canonical order.</summary>
    public IEnumerable<ZoneStatus> All => ReadAll(catalogue.Zones);

    public ZoneStatus? Find(DomainName origin) => catalogue.Find(origin) is { } zone ? ReadAll([zone]).First() : null;

    /// <summary>The zones that come behind this one, up to so many; those from the first on for null.</summary>
    public IReadOnlyList<ZoneStatus> After(DomainName? last, int most) =>
        [.. ReadAll(catalogue.Zones.SkipWhile(zone => last is { } known && zone.Entry.Origin.CompareTo(known) <= 0).Take(most))];

    /// <summary>So many zones from a place on in that order; fewer at the end, and none behind it.</summary>
    public IReadOnlyList<ZoneStatus> Slice(int first, int most) => [.. ReadAll(catalogue.Zones.Skip(first).Take(most))];

    private IEnumerable<ZoneStatus> ReadAll(IEnumerable<LoadedZone> zones)
    {
        // Of a zone that is disposed meanwhile all that is read here is still there.
        ZoneTable live;
        using (ZoneReader reader = store.AddReader())
        {
            live = reader.Enter();
        }

        DateTimeOffset now = clock.GetUtcNow();
        return zones.Select(zone => Read(zone, live.Find(zone.Entry.Origin.Wire), now));
    }

    private ZoneStatus Read(LoadedZone zone, ServedZone? live, DateTimeOffset now)
    {
        DomainName origin = zone.Entry.Origin;
        CompiledZone? served = live?.Zone;
        SecondaryStatus? secondary = null;
        IReadOnlyCollection<string> alarms = signing.Alarms(origin);
        (ZoneState state, string? reason) = Judge(zone, served, alarms);
        if (transfers.Find(origin) is { } copied)
        {
            // Primaries count their own serials, not those of versions that are signed here.
            Serial? held = served is null ? null : zone.Signed is { } signed ? signed.Unsigned ?? zone.Zone?.Serial : served.Serial;
            var reading = new SecondaryReading(copied, served is not null, held, zone.LoadedAt, now);
            string? refused = reading.IsBehind ? transfers.WhyRefused(origin) : null;
            secondary = reading.ToStatus();
            (ZoneState State, string? Reason) other = reading.Judge(live?.WhyNot, refused);
            (state, reason) = other.State > state ? other : (state, reason);
        }

        return new ZoneStatus(
            origin.ToString(),
            state,
            reason,
            zone.Entry.File,
            served is not null,
            served?.Serial.Value,
            served?.RecordCount ?? 0,
            served?.Size ?? 0,
            zone.Signed?.Unsigned?.Value,
            zone.Signed is null ? transfers.SignaturesEnd(origin) : zone.Signed.FirstEnd,
            [.. alarms],
            zone.LoadedAt,
            transfers.Publications.LatencyOf(origin)?.TotalSeconds,
            transfers.JournalSizeOf(origin),
            [.. zone.Diagnostics.Select(diagnostic => diagnostic.ToString())],
            secondary);
    }

    private static (ZoneState State, string? Reason) Judge(LoadedZone zone, CompiledZone? served, IReadOnlyCollection<string> alarms) =>
        served is null && !zone.Entry.IsSecondary
            ? (ZoneState.Broken, string.Join("; ", zone.Errors.Take(ShownErrors)))
            : alarms.Count > 0 ? (ZoneState.Alarm, string.Join("; ", alarms)) : (ZoneState.Good, null);
}
