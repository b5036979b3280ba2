namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>
/// Years of a zone: the schedule, a signer, a parent, and everything that goes wrong. After every step each combination
/// of a cached DS, DNSKEY RRset and signature is validated.
/// </summary>
internal sealed class SimulatedWorld
{
    private static readonly TimeSpan Healing = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestUnsigned = TimeSpan.FromDays(7);

    private readonly Random _random;
    private readonly List<ManagedKey> _spares = [];
    private readonly HashSet<KeyName> _files = [];
    private int _nextTag = 1;
    private DateTimeOffset _filesBack;
    private DateTimeOffset _diskFree;
    private DateTimeOffset _signed;
    private DateTimeOffset _clockRight;
    private TimeSpan _clockError;
    private DateTimeOffset? _lastRun;

    public SimulatedWorld(int seed, KeyPolicy policy)
    {
        _random = new Random(seed);
        Now = _signed = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Policy = policy;
        Zone = new SimulatedZone(_random, policy, Now);
        Parent = new SimulatedParent(_random, policy, Now);
    }

    public bool HasFaults { get; init; }

    public DateTimeOffset Now { get; private set; }

    public KeyPolicy Policy { get; set; }

    public SimulatedZone Zone { get; }

    public SimulatedParent Parent { get; }

    public ZoneKeyState State { get; set; } = ZoneKeyState.Unsigned;

    /// <summary>Those that have been.</summary>
    public HashSet<SimulatedFault> Faults { get; } = [];

    /// <summary>Every state of the DNSKEY RRset, in order.</summary>
    public List<string> History { get; } = [];

    public void RunFor(TimeSpan time)
    {
        for (DateTimeOffset end = Now + time; Now < end;)
        {
            TimeSpan next = Step();
            Now += next;
        }
    }

    /// <summary>Runs until nothing moves any more.</summary>
    public void Settle(TimeSpan limit)
    {
        for (DateTimeOffset end = Now + limit; Now < end;)
        {
            Now += Step();
            if (State.IsSettled && Zone.DnsKeys.Equals(State.DnsKeys.Wanted.Keys) && Parent.Newest.Equals(State.Ds.Wanted.Keys))
            {
                return;
            }
        }

        Assert.Fail($"Not settled after {limit}: {Describe()}");
    }

    private TimeSpan Step()
    {
        if (HasFaults)
        {
            BreakSomething();
        }

        Parent.Run(Zone, Now);
        KeySet available = Now < _filesBack ? KeySet.Empty : KeySet.Of(_files);
        TimeSpan elapsed = _lastRun is DateTimeOffset last ? Now - last : TimeSpan.Zero;
        KeyScheduleResult result = Run(available, elapsed);
        bool crashed = HasFaults && _random.Next(0, 50) == 0;
        bool isFull = Now < _diskFree;
        if (!result.Missing.IsEmpty && available.Names.Count == _files.Count && !isFull)
        {
            // Key files are on the disk before the state that names them; a crash between leaves spares.
            Generate(result.Missing);
            available = KeySet.Of(_files);
            result = crashed ? result : Run(available, elapsed);
        }

        bool lacksKeys = available.IsEmpty && !result.State.Signatures.Wanted.Keys.IsEmpty;
        Assert.Equal(lacksKeys, result.Alarms.Any(alarm => alarm.Contains("is not at hand", StringComparison.Ordinal)));
        _lastRun = crashed ? null : isFull ? _lastRun : Now;
        if (!isFull && (!crashed || _random.Next(0, 2) == 0))
        {
            State = result.State;
            _spares.RemoveAll(spare => State.Find(spare.Name) is not null);
            if (!crashed && Zone.Sign(State, available, Now))
            {
                _signed = Now;
            }
        }

        _signed = crashed ? Now : _signed;
        Assert.True(Now - _signed < LongestUnsigned, $"{Now:u}: no signature was refreshed since {_signed:u}. {Describe()}");
        Check();
        string keys = Zone.DnsKeys.ToString();
        if (History.Count == 0 || !History[^1].Equals(keys, StringComparison.Ordinal))
        {
            History.Add(keys);
        }

        // Now and then as soon as is asked for, mostly later: a schedule that is late only takes longer.
        bool isPrompt = !HasFaults || _random.Next(0, 20) == 0 || result.NextRun > TimeSpan.FromHours(1);
        return crashed ? TimeSpan.FromMinutes(_random.Next(1, 5_000)) : isPrompt ? result.NextRun : TimeSpan.FromHours(1);
    }

    private KeyScheduleResult Run(KeySet available, TimeSpan elapsed) =>
        KeySchedule.Run(
            Policy,
            State,
            new KeyObservation(Now + _clockError, elapsed, available, available.IsEmpty ? [] : _spares, Zone.Served, Parent.Ask()));

    private void Generate(IEnumerable<KeyRole> roles)
    {
        foreach (KeyRole role in roles)
        {
            var name = new KeyName(Policy.Algorithm, (ushort)_nextTag++);
            _spares.Add(new ManagedKey(name, role, KeyGoal.Standby, ReadOnlyMemory<byte>.Empty, Now, SinceClock: null, IsUrgent: false));
            _files.Add(name);
        }
    }

    private void BreakSomething()
    {
        if (Now > _clockRight)
        {
            _clockError = TimeSpan.Zero;
        }

        int fault = _random.Next(0, 2_000);
        bool isHealing = Now < _filesBack + Healing || Now < _diskFree + Healing;
        if (fault > (int)SimulatedFault.Emergency || (isHealing && fault <= (int)SimulatedFault.DiskFull))
        {
            return;
        }

        Faults.Add((SimulatedFault)fault);
        switch ((SimulatedFault)fault)
        {
            case SimulatedFault.NoKeys:
                _filesBack = Now + TimeSpan.FromHours(48);
                break;
            case SimulatedFault.DiskFull:
                _diskFree = Now + TimeSpan.FromHours(_random.Next(1, 100));
                break;
            case SimulatedFault.WrongClock:
                _clockError = TimeSpan.FromDays(365 * ((2 * _random.Next(0, 2)) - 1));
                _clockRight = Now + TimeSpan.FromHours(_random.Next(1, 100));
                break;
            case SimulatedFault.Downtime:
                Now += TimeSpan.FromDays(_random.Next(1, 100));
                _lastRun = null;
                _signed = Now;
                break;
            case SimulatedFault.Emergency when State.Keys.Any(key => key.Goal == KeyGoal.Active):
                ManagedKey[] active = [.. State.Keys.Where(key => key.Goal == KeyGoal.Active)];
                State = KeySchedule.Retire(State, active[_random.Next(active.Length)].Name, isUrgent: true, Now);
                break;
            default:
                break;
        }
    }

    /// <summary>As a validator does that insists on every algorithm of the DS.</summary>
    private void Check()
    {
        string[] signatures = [.. Zone.CachedSignatures(Now)];
        foreach (string ds in Parent.CachedDs(Now).Where(set => !string.Equals(set, "-", StringComparison.Ordinal)))
        {
            foreach ((string keys, string signers) in Zone.CachedDnsKeys(Now))
            {
                foreach (string signature in signatures)
                {
                    Assert.True(
                        Secure(ds.Split(','), keys.Split(','), signers.Split(','), signature.Split(',')),
                        $"{Now:u} bogus: DS {ds}, DNSKEY {keys} signed by {signers}, data signed by {signature}. {Describe()}");
                }
            }
        }
    }

    private static bool Secure(string[] ds, string[] dnsKeys, string[] signers, string[] signatures) =>
        ds.Select(key => key[..3]).Distinct().All(algorithm =>
            ds.Any(key => string.Equals(key[..3], algorithm, StringComparison.Ordinal) && dnsKeys.Contains(key) && signers.Contains(key))
            && signatures.Any(key => string.Equals(key[..3], algorithm, StringComparison.Ordinal) && dnsKeys.Contains(key)));

    private string Describe() =>
        $"Clock {State.Clock}; keys {string.Join(' ', State.Keys.Select(key => $"{key.Name}:{key.Role}:{key.Goal}"))}; "
        + $"DNSKEY {Show(State.DnsKeys)}; signatures {Show(State.Signatures)}; DS {Show(State.Ds)}";

    private static string Show(KeySetVersions versions) =>
        string.Join(" | ", versions.All.Select(version => $"{version.Keys}/{version.Signers} gone {version.GoneAt}"));
}
