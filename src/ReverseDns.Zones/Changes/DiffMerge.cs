using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Makes one diff of many: by pairs, so that each record is looked at a number of times that grows with the logarithm.</summary>
internal static class DiffMerge
{
    public static ZoneDiff Run(IReadOnlyList<ZoneDiff> diffs)
    {
        ArgumentNullException.ThrowIfNull(diffs);
        if (diffs.Count == 0)
        {
            throw new ArgumentException("There is nothing to combine", nameof(diffs));
        }

        if (diffs.Count == 1)
        {
            return Copy(diffs[0]);
        }

        List<ZoneDiff> level = Pairs(diffs);
        while (level.Count > 1)
        {
            List<ZoneDiff> next = Pairs(level);
            level.ForEach(diff => diff.Dispose());
            level = next;
        }

        return level[0];
    }

    private static List<ZoneDiff> Pairs(IReadOnlyList<ZoneDiff> diffs)
    {
        var pairs = new List<ZoneDiff>();
        for (int i = 0; i < diffs.Count; i += 2)
        {
            pairs.Add(i + 1 < diffs.Count ? Combine(diffs[i], diffs[i + 1]) : Copy(diffs[i]));
        }

        return pairs;
    }

    private static ZoneDiff Combine(ZoneDiff first, ZoneDiff second)
    {
        if (first.To != second.From || first.Origin != second.Origin)
        {
            throw new ArgumentException($"A change from {second.From} does not follow one to {first.To}", nameof(second));
        }

        using var removed = new ZoneContentsBuilder(first.Origin, first.Removed.Size + second.Removed.Size);
        using var added = new ZoneContentsBuilder(first.Origin, first.Added.Size + second.Added.Size);
        AddWithout(removed, first.Removed, second.Added, sameTtl: true);
        AddWithout(removed, second.Removed, first.Added, sameTtl: false);
        AddWithout(added, second.Added, first.Removed, sameTtl: true);
        AddWithout(added, first.Added, second.Removed, sameTtl: false);
        return new ZoneDiff(first.From, second.To, removed.Build(), added.Build());
    }

    private static ZoneDiff Copy(ZoneDiff diff)
    {
        using var nothing = new ZoneContentsBuilder(diff.Origin);
        using ZoneContents empty = nothing.Build();
        using var removed = new ZoneContentsBuilder(diff.Origin, diff.Removed.Size);
        using var added = new ZoneContentsBuilder(diff.Origin, diff.Added.Size);
        AddWithout(removed, diff.Removed, empty, sameTtl: false);
        AddWithout(added, diff.Added, empty, sameTtl: false);
        return new ZoneDiff(diff.From, diff.To, removed.Build(), added.Build());
    }

    /// <param name="sameTtl">
    /// A record that comes back is another one unless TTL and every octet are as before; one that goes again is the same
    /// whatever its TTL has become.
    /// </param>
    private static void AddWithout(ZoneContentsBuilder builder, ZoneContents records, ZoneContents without, bool sameTtl)
    {
        foreach (RRsetView rrset in records)
        {
            bool isMet = without.TryFind(rrset.Owner, rrset.Type, out RRsetView other);
            uint ttl = rrset.Ttl;
            uint otherTtl = isMet ? other.Ttl : 0;
            int at = 0;
            for (int i = 0; i < rrset.Count; i++)
            {
                uint recordTtl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : ttl;
                bool isGone = isMet && TryFind(other, rrset.Rdata(i), ref at) && (!sameTtl
                    || (recordTtl == (rrset.Type == RecordType.RRSIG ? other.RecordTtl(at) : otherTtl)
                        && rrset.Rdata(i).SequenceEqual(other.Rdata(at))));
                if (!isGone)
                {
                    builder.Add(rrset.Owner, rrset.Type, recordTtl, rrset.Rdata(i));
                }
            }
        }
    }

    /// <summary>Goes on from the place before: both sides are in the same order.</summary>
    private static bool TryFind(in RRsetView rrset, ReadOnlySpan<byte> rdata, ref int at)
    {
        while (at < rrset.Count && RdataOrder.Compare(rrset.Type, rrset.Rdata(at), rdata) < 0)
        {
            at++;
        }

        return at < rrset.Count && RdataOrder.Compare(rrset.Type, rrset.Rdata(at), rdata) == 0;
    }
}
