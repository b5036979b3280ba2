namespace ReverseDns.Registry;

/// <summary>
/// Finds what looks like an accident in a build: too much of a zone gone, an older source. What it finds stops the
/// build as a whole, unless a person lets this one through.
/// </summary>
internal sealed class ChangeGuard(GuardSettings settings, List<GuardFinding> findings)
{
    public void CheckZone(DomainName zone, PublishedRecords before, PublishedRecords after)
    {
        string subject = zone.ToString();
        if (before.Delegations > 0 && after.Delegations == 0)
        {
            findings.Add(new GuardFinding(
                GuardReason.ZoneBecomesEmpty, subject, $"all of its {before.Delegations} delegations disappear"));
            return;
        }

        CheckShare(subject, GuardReason.DelegationsDisappear, "delegations",
            before.LostDelegations(after), before.Delegations, settings.MaxDelegationsLost);
        CheckShare(subject, GuardReason.NameServersDisappear, "NS records",
            before.LostNameServers(after), before.NameServers, settings.MaxNameServersLost);
        CheckShare(subject, GuardReason.DelegationSignersDisappear, "DS records",
            before.LostSigners(after), before.Signers, settings.MaxDelegationSignersLost);
    }

    public void CheckSource(string file, SourceEdition now, SourceEdition last)
    {
        if (now.IsOlderThan(last))
        {
            findings.Add(new GuardFinding(GuardReason.OlderSource, file,
                $"of {Describe(now)} is older than the one used last, of {Describe(last)}"));
        }
    }

    public void CheckPlan(BuildState state, ZonePlan plan)
    {
        HashSet<string> planned = [.. plan.Zones.Select(zone => zone.Origin.ToString())];
        foreach (string zone in state.Zones.Keys.Where(zone => !planned.Contains(zone)))
        {
            findings.Add(new GuardFinding(
                GuardReason.ZoneDisappears, zone, "was published by the last build and is not in the plan any more"));
        }
    }

    private void CheckShare(string zone, GuardReason reason, string what, int lost, int before, int maxPercent)
    {
        if (lost > settings.AlwaysAllowed && lost * 100L > before * (long)maxPercent)
        {
            findings.Add(new GuardFinding(reason, zone, string.Create(CultureInfo.InvariantCulture,
                $"{lost} of {before} {what} disappear, {lost * 100.0 / before:F1}% where {maxPercent}% are allowed")));
        }
    }

    private static string Describe(SourceEdition edition) =>
        $"{(edition.EndDate.Length == 0 ? "no date" : edition.EndDate)}, serial {edition.Serial}";
}
