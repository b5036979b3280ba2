using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>A zone goes from one signer to another with its keys, and no resolver has it bogus on the way.</summary>
public sealed class TakeOverTests : IDisposable
{
    private const string Salt = "aabbccdd";

    private static readonly string Origin = KeptZone.Name.ToString();
    private static readonly DateTimeOffset Today = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Peers have no clock but the machine's.</summary>
    private readonly WatchedZone _zone = new(Today);

    private string Folder => _zone.Folder.Path;

    public void Dispose() => _zone.Dispose();

    [PeerTheory("dnssec-keygen", "dnssec-signzone")]
    [InlineData("13")]
    [InlineData("13", "-3", Salt, "-H", "5")]
    [InlineData("8", "-3", Salt, "-H", "5", "-A")]
    public void From_BIND(string algorithm, params string[] denial)
    {
        foreach (string[] flags in (string[][])[["-f", "KSK"], []])
        {
            string stem = PeerProgram.Succeed(Folder, "dnssec-keygen", ["-q", "-a", algorithm, .. flags, Origin]).Trim();
            Import(_zone.Folder[stem]);
        }

        File.WriteAllText(_zone.Folder["zone"], KeptZone.Text);
        PeerProgram.Succeed(Folder, "dnssec-signzone", ["-S", "-e", "now+864000", "-o", Origin, "-f", "signed", .. denial, "zone"]);

        TakeOver("signed");
    }

    [PeerTheory("keymgr", "kzonesign")]
    [InlineData("nsec3: off")]
    [InlineData("nsec3: on", "nsec3-iterations: 5", "nsec3-salt-length: 8")]
    [InlineData("nsec3: on", "nsec3-iterations: 5", "nsec3-opt-out: on")]
    public void From_Knot(params string[] denial)
    {
        File.WriteAllText(_zone.Folder["zone"], KeptZone.Text);
        Directory.CreateDirectory(_zone.Folder["out"]);
        string configuration = KnotConfiguration(denial);
        PeerProgram.Succeed(Folder, "kzonesign", "-c", configuration, "-o", "out", Origin);
        string keys = PeerProgram.Succeed(Folder, "keymgr", "-c", configuration, Origin, "list");
        foreach (string[] key in keys.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            Assert.True(
                _zone.Kept.Store.TryImportPem(
                    _zone.Folder[$"keys/keys/{key[0]}.pem"], KeptZone.Name, SecurityAlgorithm.EcdsaP256Sha256, key[2] is "KSK",
                    new KeyTiming { Created = Today }, out StoredKey? imported, out KeyFault? fault),
                fault?.ToString());
            imported.Dispose();
        }

        TakeOver("out/zone");
    }

    /// <summary>Somebody has forgotten a key: nothing is changed, and it is said which.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_all_of_its_keys_nothing_is_changed_until_they_are_there(bool isKeySigning)
    {
        var theirs = new KeyStore(_zone.Folder["theirs"]);
        using StoredKey keySigning = theirs.Generate(KeptZone.Name, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true, Today);
        using StoredKey zoneSigning = theirs.Generate(KeptZone.Name, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false, Today);
        using ZoneContents unsigned = _zone.Kept.Read(KeptZone.Text);
        var keys = ZoneKeys.Of(KeptZone.Name, 3600, keySigning.Key, zoneSigning.Key);
        _zone.Begin(new ZoneSigner(keys, _zone.Kept.Options).Sign(unsigned, new Serial(1), Today), KeySet.Of([keySigning.Name]));
        (StoredKey forgotten, StoredKey there) = isKeySigning ? (keySigning, zoneSigning) : (zoneSigning, keySigning);
        Import(there.Path);

        using (KeeperRun run = _zone.Kept.Run())
        {
            Assert.False(run.CanSign);
            Assert.Contains(run.Alarms, alarm => alarm.Contains(forgotten.Name.ToString(), StringComparison.Ordinal));
        }

        Import(forgotten.Path);
        _zone.Settle();
        Assert.True(_zone.Kept.Served.DnsKeys.Contains(there.Name));
    }

    [PeerTheory("dnssec-signzone")]
    [InlineData(DenialKind.Nsec)]
    [InlineData(DenialKind.Nsec3, "-3", "-")]
    [InlineData(DenialKind.Nsec, "-u", "-3", Salt, "-H", "5")]
    public void To_BIND(DenialKind ours, params string[] theirs)
    {
        using WatchedZone zone = SettledUntilToday(ours);
        ZoneFileWriter.Write(zone.Kept.Signed!, zone.Folder["ours"]);

        PeerProgram.Succeed(zone.Folder.Path, "dnssec-signzone", ["-S", "-K", zone.Kept.Store.Folder, "-o", Origin, "-N", "increment", "-f", "theirs", .. theirs, "ours"]);

        IsTakenOver(zone, "theirs");
    }

    [PeerFact("keymgr", "kzonesign")]
    public void To_Knot()
    {
        using WatchedZone zone = SettledUntilToday(DenialKind.Nsec3);
        ZoneFileWriter.Write(zone.Kept.Signed!, zone.Folder["zone"]);
        Directory.CreateDirectory(zone.Folder["out"]);
        string configuration = KnotConfiguration(["nsec3: on"], zone.Folder);
        foreach (string key in Directory.GetFiles(zone.Kept.Store.Folder, "*.key"))
        {
            PeerProgram.Succeed(zone.Folder.Path, "keymgr", "-c", configuration, Origin, "import-bind", key);
        }

        PeerProgram.Succeed(zone.Folder.Path, "kzonesign", "-c", configuration, "-o", "out", Origin);

        IsTakenOver(zone, "out/zone");
    }

    private void Import(string path)
    {
        Assert.True(_zone.Kept.Store.TryImport(path, KeptZone.Name, out StoredKey? key, out KeyFault? fault), fault?.ToString());
        key.Dispose();
    }

    /// <summary>The parent has their KSK's DS. We go on with their keys and signatures, then everything is replaced.</summary>
    private void TakeOver(string file)
    {
        ZoneContents theirs = Read(_zone, file);
        ServedKeys served = SignatureSurvey.Of(theirs, Today).Keys;
        _zone.Begin(theirs, KeySet.Of(served.Records.Where(record => DnsKeyRdata.IsSecureEntryPoint(record.Span)).Select(record => DnsKeyRdata.NameOf(record.Span))));
        string[] signatures = Signatures(theirs);
        SecurityAlgorithm algorithm = served.DnsKeys.Names.First().Algorithm;
        _zone.Kept.Policy = _zone.Kept.Policy with { Algorithm = algorithm };

        _zone.Pass(TimeSpan.FromMinutes(1));
        _zone.RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal(served.DnsKeys, _zone.Kept.Served.DnsKeys);
        Assert.NotEmpty(signatures.Intersect(Signatures(_zone.Kept.Signed!), StringComparer.Ordinal));

        _zone.Settle();
        Assert.Equal(served.DnsKeys, _zone.Kept.Served.DnsKeys);
        _zone.Kept.Options = _zone.Kept.Options with { Denial = DenialKind.Nsec3 };
        _zone.Change(policy => policy with { Algorithm = SecurityAlgorithm.Ed25519, IsCombined = true });
        Assert.Equal(SecurityAlgorithm.Ed25519, Assert.Single(_zone.Kept.Served.DnsKeys.Names).Algorithm);
    }

    /// <summary>A zone of ours that is as its policy wants it, and was signed lately.</summary>
    private static WatchedZone SettledUntilToday(DenialKind denial)
    {
        var zone = new WatchedZone(Today.AddDays(-6));
        zone.Kept.Options = zone.Kept.Options with { Denial = denial };
        zone.Begin(zone.Kept.Read(KeptZone.Text), KeySet.Empty);
        zone.Settle();
        zone.RunFor(Today - zone.Now);
        return zone;
    }

    private static void IsTakenOver(WatchedZone zone, string file)
    {
        using ZoneContents theirs = Read(zone, file);
        Assert.Equal(zone.Kept.Served.DnsKeys, SignatureSurvey.Of(theirs, Today).Keys.DnsKeys);
        zone.Watch(theirs);
    }

    private string KnotConfiguration(string[] denial, TemporaryFolder? folder = null)
    {
        folder ??= _zone.Folder;
        File.WriteAllText(folder["knot.conf"], $"""
            database:
              storage: "{folder.Path}"
            policy:
              - id: made
                algorithm: ecdsap256sha256
                {string.Join("\n    ", denial)}
            zone:
              - domain: {Origin}
                storage: "{folder.Path}"
                file: zone
                dnssec-signing: on
                dnssec-policy: made

            """);
        return folder["knot.conf"];
    }

    private static ZoneContents Read(WatchedZone zone, string file)
    {
        List<ZoneDiagnostic> diagnostics = [];
        return ZoneFile.Read(zone.Folder[file], KeptZone.Name, ZoneFileOptions.Default, diagnostics, out _)
            ?? throw new FormatException(string.Join('\n', diagnostics));
    }

    private static string[] Signatures(ZoneContents contents)
    {
        List<string> signatures = [];
        foreach (RRsetView rrset in contents)
        {
            for (int at = 0; rrset.Type == RecordType.RRSIG && at < rrset.Count; at++)
            {
                signatures.Add(Convert.ToHexString(rrset.Rdata(at)));
            }
        }

        return [.. signatures];
    }
}
