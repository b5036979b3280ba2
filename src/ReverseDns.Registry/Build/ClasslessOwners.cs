namespace ReverseDns.Registry;

/// <summary>
/// Gives each address of a /24 to one of the delegations inside it. Those do not hide each other as names do, but an
/// address has room for one CNAME.
/// </summary>
internal sealed class ClasslessOwners(OverlapRule rule, ReportLog log)
{
    private const int Octets = 256;

    public List<ClasslessAlias> Aliases { get; } = [];

    /// <summary>Takes out of the candidates those that get no address, and makes the aliases of the others.</summary>
    public List<Candidate> Resolve(List<Candidate> candidates, IEnumerable<Delegation> servedChildren)
    {
        var refused = new HashSet<Candidate>(ReferenceEqualityComparer.Instance);
        ILookup<UInt128, Delegation> served = servedChildren
            .Where(child => child.IsInside24)
            .ToLookup(child => child.Range.First >> 8);
        ILookup<UInt128, Candidate> asked = candidates
            .Where(candidate => candidate.Delegation.IsInside24)
            .ToLookup(candidate => candidate.Delegation.Range.First >> 8);
        foreach (UInt128 block in asked.Select(group => group.Key).Union(served.Select(group => group.Key)).Order())
        {
            var owners = new Delegation?[Octets];
            foreach (Delegation child in served[block])
            {
                Take(owners, child);
            }

            Share(owners, [.. asked[block]], refused);
            AddAliases(owners);
        }

        return refused.Count == 0 ? candidates : [.. candidates.Where(candidate => !refused.Contains(candidate))];
    }

    private void Share(Delegation?[] owners, List<Candidate> asked, HashSet<Candidate> refused)
    {
        IOrderedEnumerable<Candidate> order = rule == OverlapRule.Longest
            ? asked.OrderBy(candidate => candidate.Delegation.Size).ThenBy(candidate => candidate.Order)
            : asked.OrderByDescending(candidate => candidate.Delegation.Size).ThenBy(candidate => candidate.Order);
        foreach (Candidate next in order)
        {
            AddressRange range = next.Delegation.Range;
            Delegation? rival = First(owners, range);
            int free = Octet(range.Last) - Octet(range.First) + 1
                - owners[Octet(range.First)..(Octet(range.Last) + 1)].Count(owner => owner is not null);
            Candidate? dispute = rule == OverlapRule.Error
                ? asked.Find(other => !ReferenceEquals(other, next) && other.Delegation.Range.Overlaps(range))
                : null;
            if (dispute is not null || free == 0 || (rival is not null && rule != OverlapRule.Longest))
            {
                refused.Add(next);
                next.Report(log, ReportKind.Rejected, $"overlaps {dispute?.Name ?? rival!.Name}");
                continue;
            }

            if (rival is not null)
            {
                next.Report(log, ReportKind.Warning, $"some of its addresses lead to {rival.Name}");
            }

            Take(owners, next.Delegation);
        }
    }

    private static void Take(Delegation?[] owners, Delegation taker)
    {
        for (int octet = Octet(taker.Range.First); octet <= Octet(taker.Range.Last); octet++)
        {
            owners[octet] ??= taker;
        }
    }

    private void AddAliases(Delegation?[] owners)
    {
        for (int octet = 0; octet < Octets; octet++)
        {
            if (owners[octet] is not { } owner)
            {
                continue;
            }

            UInt128 address = (owner.Range.First & ~(UInt128)0xFF) | (uint)octet;
            DomainName alias = ReverseName.FromPrefix(AddressPrefix.Containing(address, 32, isIPv6: false));
            if (alias != owner.Name)
            {
                byte[] target = [.. alias.Wire[..(alias.Wire[0] + 1)], .. owner.Name.Wire];
                Aliases.Add(new ClasslessAlias(alias, DomainName.FromWire(target)));
            }
        }
    }

    private static Delegation? First(Delegation?[] owners, AddressRange range) =>
        Array.Find(owners[Octet(range.First)..(Octet(range.Last) + 1)], owner => owner is not null);

    private static int Octet(UInt128 address) => (int)(address & 0xFF);
}
