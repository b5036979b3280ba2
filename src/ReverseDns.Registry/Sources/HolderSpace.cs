namespace ReverseDns.Registry;

/// <summary>Who holds which addresses, as one statistics file has it. Neighbouring blocks of one holder are one.</summary>
internal sealed class HolderSpace
{
    private readonly Holding[] _holdings;

    private HolderSpace(string source, Holding[] holdings)
    {
        Source = source;
        _holdings = holdings;
    }

    public string Source { get; }

    /// <summary>Sorts and joins; records that overlap are told to the caller.</summary>
    public static HolderSpace Create(string source, List<Holding> holdings, Action<Holding, Holding> onOverlap)
    {
        holdings.Sort(Compare);
        var joined = new List<Holding>(holdings.Count);
        foreach (Holding next in holdings)
        {
            if (joined is not [.., Holding last] || last.Range.IsIPv6 != next.Range.IsIPv6)
            {
                joined.Add(next);
                continue;
            }

            if (last.Range.Overlaps(next.Range))
            {
                onOverlap(last, next);
            }

            bool joins = last.IsHeld == next.IsHeld && last.Range.Last + 1 == next.Range.First
                && string.Equals(last.Holder, next.Holder, StringComparison.Ordinal);
            if (joins && AddressRange.TryCreate(
                last.Range.First, next.Range.Last, last.Range.IsIPv6, out AddressRange range))
            {
                joined[^1] = last with { Range = range };
            }
            else
            {
                joined.Add(next);
            }
        }

        return new HolderSpace(source, [.. joined]);
    }

    /// <summary>Null when one holder, the named one if any is named, holds the whole range; else the reason why not.</summary>
    public string? WhyNotHeld(AddressRange range, string? holder)
    {
        int index = FindLastAtOrBefore(range);
        if (index < 0 || !_holdings[index].Range.Contains(range))
        {
            return index >= 0 && _holdings[index].Range.Overlaps(range)
                ? $"not held by one holder as a whole according to {Source}"
                : $"not in {Source}";
        }

        Holding holding = _holdings[index];
        if (!holding.IsHeld)
        {
            return $"available or reserved according to {Source} line {holding.Line}";
        }

        return holder is null || string.Equals(holder, holding.Holder, StringComparison.Ordinal)
            ? null
            : $"held by '{holding.Holder}', not '{holder}', according to {Source} line {holding.Line}";
    }

    private int FindLastAtOrBefore(AddressRange range)
    {
        int low = 0;
        int high = _holdings.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            AddressRange candidate = _holdings[middle].Range;
            bool isBefore = candidate.IsIPv6 == range.IsIPv6 ? candidate.First <= range.First : range.IsIPv6;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static int Compare(Holding left, Holding right)
    {
        int order = left.Range.IsIPv6.CompareTo(right.Range.IsIPv6);
        order = order != 0 ? order : left.Range.First.CompareTo(right.Range.First);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }
}
