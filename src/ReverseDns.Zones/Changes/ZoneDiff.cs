using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// What makes one version of a zone out of another: an RRset is then what it was less the removed records, with the added
/// ones; its TTL is that of what was added, or the old one. An RRset whose TTL alone changes is removed and added whole,
/// and so is a record whose RDATA changes in nothing but case. The SOA stands on both sides when it changes.
/// </summary>
public sealed class ZoneDiff : IDisposable
{
    private const int SerialFromEnd = 20;

    /// <summary>Takes over both sides.</summary>
    /// <exception cref="ArgumentException">They belong to different zones.</exception>
    public ZoneDiff(Serial from, Serial to, ZoneContents removed, ZoneContents added)
    {
        ArgumentNullException.ThrowIfNull(removed);
        ArgumentNullException.ThrowIfNull(added);
        if (removed.Origin != added.Origin)
        {
            throw new ArgumentException($"{removed.Origin} and {added.Origin} are different zones", nameof(added));
        }

        (From, To, Removed, Added) = (from, to, removed, added);
    }

    public DomainName Origin => Removed.Origin;

    /// <summary>The serial of the version that it applies to.</summary>
    public Serial From { get; }

    /// <summary>The serial afterwards; the same where an operator has changed records and left the serial alone.</summary>
    public Serial To { get; }

    public ZoneContents Removed { get; }

    public ZoneContents Added { get; }

    public int RecordCount => Removed.RecordCount + Added.RecordCount;

    public bool IsEmpty => RecordCount == 0;

    /// <summary>Compares two versions in one pass over both; both have a SOA at the apex.</summary>
    public static ZoneDiff Between(ZoneContents old, ZoneContents @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        using var removed = new ZoneContentsBuilder(old.Origin);
        using var added = new ZoneContentsBuilder(@new.Origin);
        RRsetEnumerator left = old.GetEnumerator();
        RRsetEnumerator right = @new.GetEnumerator();
        bool hasLeft = left.MoveNext();
        bool hasRight = right.MoveNext();
        while (hasLeft || hasRight)
        {
            int order = !hasLeft ? 1 : !hasRight ? -1 : Compare(left.Current, right.Current);
            if (order < 0)
            {
                AddAll(removed, left.Current);
            }
            else if (order > 0)
            {
                AddAll(added, right.Current);
            }
            else
            {
                Compare(left.Current, right.Current, removed, added);
            }

            hasLeft = order <= 0 ? left.MoveNext() : hasLeft;
            hasRight = order >= 0 ? right.MoveNext() : hasRight;
        }

        return new ZoneDiff(SerialOf(old), SerialOf(@new), removed.Build(), added.Build());
    }

    /// <summary>
    /// Compares a version that is served, and in use meanwhile, with one that is to follow. Null when they are so different
    /// that it had better be compiled afresh, or when one of them has not one SOA.
    /// </summary>
    public static ZoneDiff? Between(CompiledZone served, ZoneContents next)
    {
        ArgumentNullException.ThrowIfNull(served);
        ArgumentNullException.ThrowIfNull(next);
        using var comparison = new ServedComparison(served);
        foreach (RRsetView rrset in next)
        {
            uint ttl = rrset.Ttl;
            for (int i = 0; i < rrset.Count && !comparison.IsFull; i++)
            {
                uint recordTtl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : ttl;
                comparison.Add(rrset.Owner, rrset.Type, recordTtl, rrset.Rdata(i));
            }
        }

        return comparison.IsFull ? null : comparison.Finish();
    }

    /// <summary>
    /// Makes one diff of many, each of which starts where the one before ends: what comes and goes on the way is not in it.
    /// </summary>
    public static ZoneDiff Combine(IReadOnlyList<ZoneDiff> diffs) => DiffMerge.Run(diffs);

    /// <summary>
    /// Makes the version after out of the version before. Null when it does not fit: something removed is not there, or
    /// something added is.
    /// </summary>
    public ZoneContents? TryApply(ZoneContents old)
    {
        ArgumentNullException.ThrowIfNull(old);
        using var builder = new ZoneContentsBuilder(Origin, old.Size + Added.Size);
        int removed = 0;
        foreach (RRsetView rrset in old)
        {
            bool loses = Removed.TryFind(rrset.Owner, rrset.Type, out RRsetView gone);
            bool gains = Added.TryFind(rrset.Owner, rrset.Type, out RRsetView come);
            uint ttl = gains ? come.Ttl : rrset.Ttl;
            for (int i = 0; i < rrset.Count; i++)
            {
                bool goes = loses && Contains(gone, rrset.Rdata(i));
                removed += goes ? 1 : 0;
                if (!goes)
                {
                    Add(builder, rrset, i, ttl);
                }
            }
        }

        foreach (RRsetView rrset in Added)
        {
            AddAll(builder, rrset);
        }

        int expected = builder.RecordCount;
        ZoneContents @new = builder.Build();
        if (removed == Removed.RecordCount && @new.RecordCount == expected)
        {
            return @new;
        }

        @new.Dispose();
        return null;
    }

    public void Dispose()
    {
        Removed.Dispose();
        Added.Dispose();
    }

    /// <exception cref="InvalidOperationException">There is no SOA at the apex.</exception>
    internal static Serial SerialOf(ZoneContents contents) =>
        contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa)
            ? new Serial(BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata(0)[^SerialFromEnd..]))
            : throw new InvalidOperationException($"Zone {contents.Origin} has no SOA at its apex");

    /// <summary>Signatures have a TTL each, that of what they cover; the records of any other RRset have one (RFC 2181, section 5.2).</summary>
    private static uint TtlOf(in RRsetView rrset, int index, uint ttl) =>
        rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(index) : ttl;

    private static int Compare(in RRsetView left, in RRsetView right)
    {
        int order = WireName.Compare(left.Owner, right.Owner);
        return order != 0 ? order : left.Type.CompareTo(right.Type);
    }

    private static void Compare(in RRsetView old, in RRsetView @new, ZoneContentsBuilder removed, ZoneContentsBuilder added)
    {
        uint oldTtl = old.Ttl;
        uint newTtl = @new.Ttl;
        int left = 0;
        int right = 0;
        while (left < old.Count || right < @new.Count)
        {
            int order = left == old.Count ? 1
                : right == @new.Count ? -1
                : RdataOrder.Compare(old.Type, old.Rdata(left), @new.Rdata(right));
            bool same = order == 0
                && TtlOf(old, left, oldTtl) == TtlOf(@new, right, newTtl)
                && old.Rdata(left).SequenceEqual(@new.Rdata(right));
            if (order <= 0 && !same)
            {
                Add(removed, old, left, oldTtl);
            }

            if (order >= 0 && !same)
            {
                Add(added, @new, right, newTtl);
            }

            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
        }
    }

    private static bool Contains(in RRsetView rrset, ReadOnlySpan<byte> rdata)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            if (RdataOrder.Compare(rrset.Type, rrset.Rdata(i), rdata) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddAll(ZoneContentsBuilder builder, in RRsetView rrset)
    {
        uint ttl = rrset.Ttl;
        for (int i = 0; i < rrset.Count; i++)
        {
            Add(builder, rrset, i, ttl);
        }
    }

    private static void Add(ZoneContentsBuilder builder, in RRsetView rrset, int index, uint ttl) => builder.Add(
        rrset.Owner, rrset.Type, TtlOf(rrset, index, ttl), rrset.Rdata(index), rrset.File(index), rrset.Line(index));
}
