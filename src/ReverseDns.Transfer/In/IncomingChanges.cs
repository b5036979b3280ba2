using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// The changes of an IXFR as they come, each with its SOA on both sides, and combined when there are many of them.
/// </summary>
internal sealed class IncomingChanges(DomainName zone) : IDisposable
{
    private const int CombineAt = 256;

    private readonly List<ZoneDiff> _whole = [];
    private ZoneContentsBuilder? _removed;
    private ZoneContentsBuilder? _added;

    public bool IsEmpty => _whole.Count == 0 && _added is null;

    /// <summary>Of the change that is being read.</summary>
    public Serial From { get; private set; }

    public Serial To { get; private set; }

    public void StartRemoving(Serial from, uint ttl, ReadOnlySpan<byte> soa)
    {
        End();
        From = from;
        _removed = new ZoneContentsBuilder(zone);
        _removed.Add(zone.Wire, RecordType.SOA, ttl, soa);
    }

    public void StartAdding(Serial to, uint ttl, ReadOnlySpan<byte> soa)
    {
        To = to;
        _added = new ZoneContentsBuilder(zone);
        _added.Add(zone.Wire, RecordType.SOA, ttl, soa);
    }

    public void Remove(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata) =>
        _removed!.Add(owner, type, ttl, rdata);

    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata) =>
        _added!.Add(owner, type, ttl, rdata);

    /// <summary>All changes as one.</summary>
    public ZoneDiff Finish()
    {
        End();
        Combine();
        ZoneDiff change = _whole[0];
        _whole.Clear();
        return change;
    }

    public void Dispose()
    {
        _whole.ForEach(change => change.Dispose());
        _removed?.Dispose();
        _added?.Dispose();
    }

    private void End()
    {
        if (_removed is null || _added is null)
        {
            return;
        }

        // Some primaries remove what they add again in the same change: that is no change.
        var raw = new ZoneDiff(From, To, _removed.Build(), _added.Build());
        (_removed, _added) = (null, null);
        _whole.Add(raw);
        if (_whole.Count >= CombineAt)
        {
            Combine();
        }
    }

    private void Combine()
    {
        var combined = ZoneDiff.Combine(_whole);
        _whole.ForEach(change => change.Dispose());
        _whole.Clear();
        _whole.Add(combined);
    }
}
