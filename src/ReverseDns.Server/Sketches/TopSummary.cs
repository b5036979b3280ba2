using System.Collections.Immutable;

namespace ReverseDns.Server;

/// <summary>
/// What was frequent in a time that is over. Two of them together are as good as one sketch of both times: each count is at most
/// <see cref="Error"/> too large, and what is not listed has come at most so often.
/// </summary>
/// <param name="Total">How much has been added, all items together.</param>
public sealed record TopSummary(ImmutableArray<TopItem> Items, long Total, long Error)
{
    public static TopSummary Empty { get; } = new([], 0, 0);

    public static TopSummary Of(TopSketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ImmutableArray<TopItem> items = [.. sketch.Items];
        return new TopSummary(items, sketch.Total, items.Length < sketch.Capacity ? 0 : items[^1].Count);
    }

    /// <param name="capacity">Items that are kept at most; what is dropped adds to the error of what may be missing.</param>
    public static TopSummary Merge(IReadOnlyCollection<TopSummary> parts, int capacity)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var sums = new Dictionary<ReadOnlyMemory<byte>, (long Count, long Error, long Known)>(new OctetComparer());
        foreach (TopSummary part in parts)
        {
            foreach (TopItem item in part.Items)
            {
                (long count, long error, long known) = sums.GetValueOrDefault(item.Octets);
                sums[item.Octets] = (count + item.Count, error + item.Error, known + part.Error);
            }
        }

        // Where an item is not listed it may have come as often as the least that is.
        long missing = parts.Sum(part => part.Error);
        TopItem[] all =
        [
            .. sums.Select(item => new TopItem(
                item.Key, item.Value.Count + missing - item.Value.Known, item.Value.Error + missing - item.Value.Known))
                .OrderByDescending(item => item.Count),
        ];
        long dropped = all.Length > capacity ? all[capacity].Count : 0;
        return new TopSummary([.. all.Take(capacity)], parts.Sum(part => part.Total), Math.Max(missing, dropped));
    }

    private sealed class OctetComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
