namespace ReverseDns.Registry;

/// <summary>
/// Looks after name servers whose host lies in the zone that delegates: it has an address there only as the glue of
/// another delegation, or not at all.
/// </summary>
internal sealed class SiblingServers(PlannedZone zone, ReportLog log)
{
    /// <summary>Takes out such hosts without an address, and the delegations left with too few.</summary>
    public List<Candidate> Check(List<Candidate> candidates)
    {
        List<Candidate> current = candidates;
        while (true)
        {
            HashSet<DomainName> known = [.. zone.Settings.NameServers.Select(server => server.Host)];
            known.UnionWith(current.SelectMany(candidate => candidate.Delegation.NameServers)
                .Where(server => !server.Addresses.IsEmpty)
                .Select(server => server.Host));
            List<Candidate> next = [.. current.Select(candidate => Check(candidate, known)).OfType<Candidate>()];
            if (next.SequenceEqual(current, ReferenceEqualityComparer.Instance))
            {
                return next;
            }

            current = next;
        }
    }

    private Candidate? Check(Candidate candidate, HashSet<DomainName> known)
    {
        ImmutableArray<NameServer> servers = candidate.Delegation.NameServers;
        if (!servers.Any(server => IsDangling(server, known)))
        {
            return candidate;
        }

        ImmutableArray<NameServer> left = servers.RemoveAll(server => IsDangling(server, known));
        foreach (RequestedServer requested in candidate.Request.Servers)
        {
            if (servers.Any(server => server.Host == requested.Server.Host && IsDangling(server, known)))
            {
                log.Add(ReportKind.Dropped, candidate.Request.File, requested.Line, candidate.Request.Subject,
                    $"{requested.Server.Host} lies in zone {zone.Origin}, which has no address for it");
            }
        }

        return DelegationBuilder.HasEnough(left.Length, zone.Settings, candidate.Request, log)
            ? candidate with { Delegation = candidate.Delegation with { NameServers = left } }
            : null;
    }

    private bool IsDangling(NameServer server, HashSet<DomainName> known) =>
        server.Addresses.IsEmpty && server.Host.IsAtOrBelow(zone.Origin) && !known.Contains(server.Host);
}
