using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>A zone that is kept, in a folder of its own, with all caches of the world looked into after every step.</summary>
internal sealed class WatchedZone : IDisposable
{
    private static readonly TimeSpan LongestWay = TimeSpan.FromDays(40);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time;
    private readonly CachedVersions _caches;

    public WatchedZone(DateTimeOffset start)
    {
        _time = new SteppedTime(start);
        Kept = new KeptZone(_folder["keys"], _time);
        _caches = new CachedVersions(Kept.Policy);
    }

    public KeptZone Kept { get; }

    public TemporaryFolder Folder => _folder;

    public DateTimeOffset Now => _time.GetUtcNow();

    public bool IsSigned => Has(RecordType.DNSKEY);

    public bool Has(RecordType type) => Kept.Signed!.TryFind(KeptZone.Name.Wire, type, out _);

    /// <summary>What was served until now, and is in all caches.</summary>
    public void Begin(ZoneContents version, KeySet ds)
    {
        (Kept.Signed, Kept.Ds) = (version, ds);
        Watch(version);
    }

    /// <summary>Changes the policy and waits until all is as it wants it.</summary>
    public void Change(Func<KeyPolicy, KeyPolicy> change)
    {
        Kept.Policy = change(Kept.Policy);
        Settle();
    }

    public void Pass(TimeSpan time) => _time.Pass(time);

    public void Settle()
    {
        for (DateTimeOffset end = Now + LongestWay; Now < end;)
        {
            RunFor(TimeSpan.FromHours(1));
            using KeeperRun run = Kept.Run();
            if (run.State.IsSettled && run.State.DnsKeys.Wanted.Keys.Equals(Kept.Served.DnsKeys) && run.State.Ds.Wanted.Keys.Equals(Kept.Ds))
            {
                return;
            }
        }

        Assert.Fail($"Not settled after {LongestWay}: DNSKEY {Kept.Served.DnsKeys}, DS {Kept.Ds}");
    }

    public void RunFor(TimeSpan span)
    {
        Kept.RunFor(span, () => Watch(Kept.Signed!));
        Assert.True(_caches.Combinations > 0 || Kept.Ds.IsEmpty);
    }

    public void Watch(ZoneContents version)
    {
        _caches.Serve(version, Kept.Ds, Now);
        _caches.Check(Now);
    }

    public void Dispose()
    {
        Kept.Signed?.Dispose();
        _folder.Dispose();
    }
}
