namespace ReverseDns.Zones;

/// <summary>
/// Gives every zone a place in the counters that is its own in all its versions, as long as it is served. One caller at a time.
/// </summary>
internal sealed class ZonePlaces
{
    private readonly Stack<int> _free = [];

    /// <summary>What readers that are no more have counted, less what the zone that had the place before had.</summary>
    private readonly ZoneCounters _departed = new();
    private int _count;
    private ZoneTally _gone;

    /// <summary>Before readers see the table: zones of the one before keep their places.</summary>
    public void Assign(ZoneTable next, ZoneTable before)
    {
        if (next.IsVersionOf(before))
        {
            next.Places = before.Places;
            return;
        }

        int[] places = new int[next.Count];
        for (int zone = 0; zone < places.Length; zone++)
        {
            int known = before.IndexOf(next.Zones[zone].Origin.Wire);
            places[zone] = known >= 0 ? before.PlaceOf(known) : _free.TryPop(out int free) ? free : _count++;
        }

        next.Places = places;
    }

    /// <summary>When no reader sees the table before any more: places of zones that are in the next one no longer are free.</summary>
    public void Release(ZoneTable before, ZoneTable next, IReadOnlyCollection<ZoneReader> readers)
    {
        if (next.IsVersionOf(before))
        {
            return;
        }

        for (int zone = 0; zone < before.Count; zone++)
        {
            if (next.IndexOf(before.Zones[zone].Origin.Wire) < 0)
            {
                int place = before.PlaceOf(zone);
                ZoneTally tally = Read(place, readers);
                _gone += tally;
                _departed.Set(place, _departed.Read(place) - tally);
                _free.Push(place);
            }
        }
    }

    /// <summary>Keeps what a reader has counted that leaves.</summary>
    public void Depart(ZoneReader reader)
    {
        for (int place = 0; place < _count; place++)
        {
            _departed.Set(place, _departed.Read(place) + reader.Counters.Read(place));
        }
    }

    public ZoneTraffic Read(ZoneTable table, IReadOnlyCollection<ZoneReader> readers)
    {
        var zones = new (ServedZone, ZoneTally)[table.Count];
        for (int zone = 0; zone < zones.Length; zone++)
        {
            zones[zone] = (table.Zones[zone], Read(table.PlaceOf(zone), readers));
        }

        return new ZoneTraffic(zones, _gone);
    }

    private ZoneTally Read(int place, IReadOnlyCollection<ZoneReader> readers)
    {
        ZoneTally tally = _departed.Read(place);
        foreach (ZoneReader reader in readers)
        {
            tally += reader.Counters.Read(place);
        }

        return tally;
    }
}
