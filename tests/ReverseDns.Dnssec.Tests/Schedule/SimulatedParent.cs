namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>A parent with two servers that takes DS from CDS, days later, and now and then cannot be reached.</summary>
internal sealed class SimulatedParent(Random random, KeyPolicy policy, DateTimeOffset start)
{
    private readonly SlowCaches<string>[] _servers = Enumerable.Range(0, 2)
        .Select(_ =>
        {
            var server = new SlowCaches<string>(policy.ParentTimeToLive, policy.ParentPropagation);
            server.Serve(KeySet.Empty.ToString(), start);
            return server;
        }).ToArray();

    private DateTimeOffset _nextScan = start;
    private (KeySet Ds, DateTimeOffset At)? _onItsWay;

    /// <summary>The second server gets a new DS hours after the first.</summary>
    public void Run(SimulatedZone zone, DateTimeOffset now)
    {
        if (_onItsWay is { } late && late.At <= now)
        {
            _servers[1].Serve(late.Ds.ToString(), now);
            _onItsWay = null;
        }

        if (now < _nextScan)
        {
            return;
        }

        _nextScan = now + TimeSpan.FromHours(random.Next(1, 72));
        if (zone.Cds is KeySet asked && _onItsWay is null && !asked.ToString().Equals(_servers[0].Newest, StringComparison.Ordinal))
        {
            _servers[0].Serve(asked.ToString(), now);
            _onItsWay = (asked, now + TimeSpan.FromHours(random.Next(0, 5)));
        }
    }

    public ParentKeys? Ask()
    {
        int answered = random.Next(0, 5) switch { 0 => 0, 1 => 1, _ => 2 };
        return answered == 0
            ? null
            : new ParentKeys(
                [.. _servers.Take(answered).Select(server => Parse(server.Newest)).Distinct()], answered == 2, policy.ParentTimeToLive);
    }

    public KeySet Newest => Parse(_servers[0].Newest);

    public IEnumerable<string> CachedDs(DateTimeOffset now) => _servers.SelectMany(server => server.At(now)).Distinct();

    private static KeySet Parse(string text) => KeySet.TryParse(text, out KeySet set) ? set : throw new FormatException(text);
}
