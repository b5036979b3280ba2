using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>A real zone with real keys on the disk, signed at every step, and a parent that does what CDS ask at once.</summary>
internal sealed class KeptZone(string folder, SteppedTime time)
{
    public static readonly DomainName Name = DomainName.Parse("2.0.192.in-addr.arpa.");

    private static readonly TimeSpan ShortestRest = TimeSpan.FromHours(2);

    public const string Text = """
        $TTL 3600
        @ SOA ns1.example.net. hostmaster.example.net. 1 3600 900 604800 300
        @ NS ns1.example.net.
        1 PTR one.example.net.
        2 NS ns2.example.net.
        """;

    private readonly KeyStore _store = new(folder);
    private ZoneKeeper _keeper = new(new KeyStore(folder), Name, time);
    private uint _serial = 1;

    public KeyPolicy Policy { get; set; } = new() { ZoneSigningLifetime = TimeSpan.FromDays(30) };

    public SigningOptions Options { get; set; } = new() { Threads = 1 };

    /// <summary>The version that is served, also when it has become unsigned.</summary>
    public ZoneContents? Signed { get; set; }

    /// <summary>What the parent has.</summary>
    public KeySet Ds { get; set; } = KeySet.Empty;

    public KeyStore Store => _store;

    public ServedKeys Served => Signed is null ? ServedKeys.Unsigned(TimeSpan.FromHours(1)) : SignatureSurvey.Of(Signed, time.GetUtcNow()).Keys;

    public void Restart() => _keeper = new ZoneKeeper(_store, Name, time);

    public KeeperRun Run() => _keeper.Run(Policy, Served, new ParentKeys([Ds], IsComplete: true, TimeSpan.FromDays(1)));

    public bool Retire(KeyName name, bool isUrgent = false) => _keeper.TryRetire(name, isUrgent);

    /// <summary>Runs the schedule, signs, and lets the parent follow.</summary>
    /// <returns>How long the schedule may rest.</returns>
    public TimeSpan Step()
    {
        using KeeperRun run = Run();
        Assert.Empty(run.Alarms);
        Assert.True(run.CanSign);
        ZoneKeys keys = run.ForSigner;
        ZoneContents unsigned = Read(Text);
        ZoneContents? before = Signed;
        Signed = unsigned;
        if (keys.Records.Count > 0)
        {
            Signed = new ZoneSigner(keys, Options).Sign(unsigned, new Serial(++_serial), time.GetUtcNow(), before);
            unsigned.Dispose();
            Verify(keys);
        }

        before?.Dispose();
        Ds = CdsWanted.Of(run.State) ?? Ds;
        return run.NextRun;
    }

    public void RunFor(TimeSpan span, Action? check = null)
    {
        for (DateTimeOffset end = time.GetUtcNow() + span; time.GetUtcNow() < end;)
        {
            TimeSpan next = Step();
            check?.Invoke();
            time.Pass(next < ShortestRest ? ShortestRest : next);
        }
    }

    public ZoneContents Read(string text)
    {
        string path = folder + ".zone";
        File.WriteAllText(path, text);
        return ZoneFile.Read(path, Name, ZoneFileOptions.Default, [], out _) ?? throw new FormatException(text);
    }

    /// <summary>As the gate does before a version goes live.</summary>
    private void Verify(ZoneKeys keys) =>
        Assert.Equal([], new SignatureVerifier([.. keys.ForZone.Concat(keys.ForKeys).Select(key => key.DnsKey)]) { Threads = 1 }
            .Verify(Signed!, time.GetUtcNow()).Faults);
}
