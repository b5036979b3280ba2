namespace ReverseDns.Registry;

/// <summary>
/// Decides between the delegations of one zone that are in each other's way: those of the same name, and those
/// below another, which no resolver would ever see.
/// </summary>
internal sealed class OverlapResolver(PlannedZone zone, ReportLog log)
{
    private readonly OverlapRule _rule = zone.Settings.Overlaps;

    /// <summary>What stands, in canonical order.</summary>
    public List<Candidate> Resolve(List<Candidate> candidates)
    {
        candidates.Sort((left, right) =>
        {
            int order = left.Name.CompareTo(right.Name);
            return order != 0 ? order : left.Order.CompareTo(right.Order);
        });
        List<Candidate> unique = JoinSameNames(candidates);
        return _rule == OverlapRule.Shortest ? KeepAncestors(unique) : KeepDescendants(unique);
    }

    private List<Candidate> JoinSameNames(List<Candidate> sorted)
    {
        var unique = new List<Candidate>(sorted.Count);
        for (int start = 0, end; start < sorted.Count; start = end)
        {
            end = start + 1;
            while (end < sorted.Count && sorted[end].Name == sorted[start].Name)
            {
                end++;
            }

            if (end - start == 1)
            {
                unique.Add(sorted[start]);
            }
            else if (Choose(sorted.GetRange(start, end - start)) is { } winner)
            {
                unique.Add(winner);
            }
        }

        return unique;
    }

    private Candidate? Choose(List<Candidate> same)
    {
        Candidate winner = same[0];
        foreach (Candidate next in same.Skip(1))
        {
            bool wins = _rule == OverlapRule.Longest
                ? next.RequestSize < winner.RequestSize
                : next.RequestSize > winner.RequestSize;
            winner = wins ? next : winner;
        }

        bool isDispute = same.Any(other => !other.Delegation.SaysTheSameAs(winner.Delegation));
        foreach (Candidate other in same)
        {
            bool isWinner = ReferenceEquals(other, winner);
            if (isDispute && _rule == OverlapRule.Error)
            {
                Candidate rival = same.First(candidate => !ReferenceEquals(candidate, other));
                other.Report(log, ReportKind.Rejected, $"{rival.Place} asks for other name servers at the same name");
            }
            else if (!isWinner && other.Delegation.SaysTheSameAs(winner.Delegation))
            {
                other.Report(log, ReportKind.Merged, $"the same as {winner.Place}");
            }
            else if (!isWinner)
            {
                other.Report(log, ReportKind.Rejected, $"{winner.Place} takes the same name");
            }
        }

        return isDispute && _rule == OverlapRule.Error ? null : winner;
    }

    private List<Candidate> KeepAncestors(List<Candidate> sorted)
    {
        var kept = new List<Candidate>(sorted.Count);
        foreach (Candidate next in sorted)
        {
            if (kept is [.., Candidate above] && next.Name.IsAtOrBelow(above.Name))
            {
                next.Report(log, ReportKind.Rejected, $"lies below the delegation of {above.Place}");
            }
            else
            {
                kept.Add(next);
            }
        }

        return kept;
    }

    /// <summary>In canonical order a name is followed at once by what lies below it.</summary>
    private List<Candidate> KeepDescendants(List<Candidate> sorted)
    {
        var kept = new List<Candidate>(sorted.Count);
        Candidate? top = null;
        for (int i = 0; i < sorted.Count; i++)
        {
            Candidate next = sorted[i];
            if (i + 1 < sorted.Count && sorted[i + 1].Name.IsAtOrBelow(next.Name))
            {
                next.Report(log, ReportKind.Rejected, $"the delegation of {sorted[i + 1].Place} lies below it");
                top = top is not null && next.Name.IsAtOrBelow(top.Name) ? top : next;
            }
            else if (_rule == OverlapRule.Error && top is not null && next.Name.IsAtOrBelow(top.Name))
            {
                next.Report(log, ReportKind.Rejected, $"lies below the delegation of {top.Place}");
            }
            else
            {
                kept.Add(next);
            }
        }

        return kept;
    }
}
