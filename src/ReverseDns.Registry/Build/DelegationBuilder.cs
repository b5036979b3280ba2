namespace ReverseDns.Registry;

/// <summary>
/// Turns requests into the delegations of the plan's zones. Nothing vanishes: what does not become records becomes a
/// line of the report, and accepted + rejected + merged + foreign is what was read.
/// </summary>
internal sealed class DelegationBuilder
{
    private readonly ZonePlan _plan;
    private readonly ReportLog _log;
    private readonly IReadOnlyDictionary<string, HolderSpace> _spaces;
    private readonly ZoneIndex _zones;
    private readonly CutExpander _expander;
    private readonly ServerRules _rules;
    private readonly Dictionary<DomainName, List<Candidate>> _candidates = [];
    private readonly SortedDictionary<DomainName, int> _foreign = [];
    private int _order;

    public DelegationBuilder(ZonePlan plan, IReadOnlyDictionary<string, HolderSpace> spaces, ReportLog log)
    {
        _plan = plan;
        _log = log;
        _spaces = spaces;
        _zones = new ZoneIndex(plan);
        _expander = new CutExpander(_zones);
        _rules = new ServerRules(log);
        foreach (PlannedZone zone in plan.Zones)
        {
            _candidates.Add(zone.Origin, []);
        }
    }

    /// <summary>Zone cuts asked for so far.</summary>
    public int Read { get; private set; }

    /// <summary>Delegations that belong into zones of others, by the zone of a registry they belong into.</summary>
    public IReadOnlyDictionary<DomainName, int> Foreign => _foreign;

    public void Add(DelegationRequest request)
    {
        _order++;
        List<Cut> cuts = [.. _expander.Expand(request)];
        Read += cuts.Count;
        foreach (Cut cut in cuts)
        {
            Add(request, cut, cuts.Count == 1);
        }
    }

    /// <summary>The zones that are built, in the plan's order.</summary>
    public IEnumerable<ZoneDraft> Finish()
    {
        ILookup<DomainName, Delegation> children = ServedChildren();
        foreach (PlannedZone zone in _plan.Zones.Where(zone => zone.HandWritten is null))
        {
            List<Candidate> kept = new OverlapResolver(zone, _log).Resolve(_candidates[zone.Origin]);
            var owners = new ClasslessOwners(zone.Settings.Overlaps, _log);
            kept = owners.Resolve(kept, children[zone.Origin]);
            kept = new SiblingServers(zone, _log).Check(kept);
            HashSet<DomainName> standing = [.. kept.Select(candidate => candidate.Name)];
            standing.UnionWith(children[zone.Origin].Select(child => child.Name));
            List<Delegation> delegations =
                [.. kept.Select(candidate => candidate.Delegation), .. children[zone.Origin]];
            delegations.Sort((left, right) => left.Name.CompareTo(right.Name));
            yield return new ZoneDraft(
                zone,
                delegations,
                [.. owners.Aliases.Where(alias => standing.Contains(alias.Target.Parent))],
                kept.Count);
        }
    }

    /// <summary>False, and in the report, when the plan does not let so few name servers pass.</summary>
    public static bool HasEnough(int count, ZoneSettings settings, DelegationRequest request, ReportLog log)
    {
        if (count >= settings.MinimumNameServers)
        {
            return true;
        }

        bool passes = count > 0 && settings.TooFewNameServers == TooFewRule.Warning;
        string few = count switch
        {
            0 => "no usable name server",
            1 => "one usable name server",
            _ => $"{count} usable name servers",
        };
        log.Add(passes ? ReportKind.Warning : ReportKind.Rejected, request.File, request.Line, request.Subject,
            $"{few}, the zone asks for {settings.MinimumNameServers}");
        return passes;
    }

    private void Add(DelegationRequest request, Cut cut, bool isOnlyCut)
    {
        if (cut.Refusal is { } refusal)
        {
            Report(request, ReportKind.Rejected, refusal);
            return;
        }

        if (WhyNotHeld(request, cut) is { } reason)
        {
            Report(request, ReportKind.Rejected, reason);
            return;
        }

        if (FindZone(request, cut) is not { } zone
            || _rules.SelectServers(request, cut.Name) is var servers
                && !HasEnough(servers.Length, zone.Settings, request, _log))
        {
            return;
        }

        if (_rules.SelectSigners(request, zone.Settings.Ds, isOnlyCut) is not { } signers)
        {
            Report(request, ReportKind.Rejected, "one of its DS cannot be published");
            return;
        }

        var delegation = new Delegation(cut.Name, cut.Range, servers, signers, request.File, request.Line);
        _candidates[zone.Origin].Add(new Candidate(delegation, request, _order));
    }

    private string? WhyNotHeld(DelegationRequest request, Cut cut)
    {
        var reasons = new List<string>();
        foreach (string name in request.Source.Holders)
        {
            // A source of statistics that could not be read has stopped the build already.
            if (!_spaces.TryGetValue(name, out HolderSpace? space)
                || space.WhyNotHeld(cut.Range, request.Holder) is not { } reason)
            {
                return null;
            }

            reasons.Add(reason);
        }

        return reasons.Count == 0 ? null : "outside the holder's space: " + string.Join("; ", reasons);
    }

    private PlannedZone? FindZone(DelegationRequest request, Cut cut)
    {
        PlannedZone? zone = _zones.FindEnclosing(cut.Name);
        if (zone is null)
        {
            DomainName parent = ForeignParent(cut.Range);
            _foreign[parent] = _foreign.GetValueOrDefault(parent) + 1;
            Report(request, ReportKind.Foreign, $"belongs into {parent}, which the plan does not serve");
            return null;
        }

        string? refusal =
            zone.Origin == cut.Name ? $"is zone {zone.Origin} itself, which the plan serves"
            : _zones.HasZoneBelow(cut.Name) ? "a zone that the plan serves lies below it"
            : zone.HandWritten is not null ? $"zone {zone.Origin} is written by hand"
            : null;
        if (refusal is null)
        {
            return zone;
        }

        Report(request, ReportKind.Rejected, refusal);
        return null;
    }

    /// <summary>The zones a registry runs are an IPv4 /8, and of IPv6 the /12 that IANA hands out.</summary>
    private static DomainName ForeignParent(AddressRange range)
    {
        AddressPrefix first = range.ToPrefixes().First();
        return ReverseName.FromPrefix(first.Shorten(Math.Min(first.Length, first.IsIPv6 ? 12 : 8)));
    }

    /// <summary>Zones of the plan that lie in another zone of the plan are delegated from there.</summary>
    private ILookup<DomainName, Delegation> ServedChildren() =>
        _plan.Zones
            .Where(child => child.Range is not null && _zones.FindEnclosing(child.Origin.Parent) is not null)
            .ToLookup(
                child => _zones.FindEnclosing(child.Origin.Parent)!.Origin,
                child => new Delegation(
                    child.Origin,
                    child.Range!.Value,
                    [.. child.Settings.NameServers.Select(server => WithGlue(server, child)).OrderBy(server => server.Host)],
                    [],
                    "",
                    0));

    private static NameServer WithGlue(NameServer server, PlannedZone child) =>
        server.Host.IsAtOrBelow(child.Origin) ? server : new NameServer(server.Host, []);

    private void Report(DelegationRequest request, ReportKind kind, string reason) =>
        _log.Add(kind, request.File, request.Line, request.Subject, reason);
}
