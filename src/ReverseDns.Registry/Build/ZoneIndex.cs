namespace ReverseDns.Registry;

/// <summary>The zones of the plan by name: which of them a name falls into.</summary>
internal sealed class ZoneIndex
{
    private readonly Dictionary<DomainName, PlannedZone> _zones = [];
    private readonly HashSet<DomainName> _above = [];
    private readonly ZoneSettings _defaults;

    public ZoneIndex(ZonePlan plan)
    {
        _defaults = plan.Defaults;
        foreach (PlannedZone zone in plan.Zones)
        {
            _zones.Add(zone.Origin, zone);
            for (DomainName name = zone.Origin; !name.IsRoot; name = name.Parent)
            {
                if (name != zone.Origin)
                {
                    _above.Add(name);
                }
            }
        }
    }

    /// <summary>The closest zone at or above the name.</summary>
    public PlannedZone? FindEnclosing(DomainName name)
    {
        for (DomainName candidate = name; !candidate.IsRoot; candidate = candidate.Parent)
        {
            if (_zones.TryGetValue(candidate, out PlannedZone? zone))
            {
                return zone;
            }
        }

        return null;
    }

    public bool HasZoneBelow(DomainName name) => _above.Contains(name);

    /// <summary>The rules for a block: those of the closest zone around it.</summary>
    public ZoneSettings SettingsFor(AddressPrefix block)
    {
        int border = block.IsIPv6 ? 4 : 8;
        int length = Math.Min(block.Length, block.IsIPv6 ? 128 : 24) / border * border;
        DomainName name = ReverseName.FromPrefix(block.Shorten(length));
        return FindEnclosing(name)?.Settings ?? _defaults;
    }
}
