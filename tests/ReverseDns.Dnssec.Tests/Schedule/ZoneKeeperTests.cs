using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

public sealed class ZoneKeeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly KeptZone _zone;

    public ZoneKeeperTests() => _zone = new KeptZone(_folder["keys"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_zone_gets_its_keys_and_its_DS_when_no_cache_has_it_unsigned()
    {
        _zone.Step();
        Assert.Equal(2, _zone.Served.DnsKeys.Names.Count);
        Assert.Single(_zone.Served.DnsKeySigners.Names);
        Assert.False(_zone.Signed!.TryFind(KeptZone.Name.Wire, RecordType.CDS, out _));

        _zone.RunFor(TimeSpan.FromDays(4));

        Assert.True(_zone.Signed.TryFind(KeptZone.Name.Wire, RecordType.CDS, out RRsetView cds));
        Assert.True(_zone.Signed.TryFind(KeptZone.Name.Wire, RecordType.CDNSKEY, out RRsetView cdnskey));
        Assert.True(DelegationSigner.Names(cds.Rdata(0), KeptZone.Name, cdnskey.Rdata(0)));
        using KeeperRun run = _zone.Run();
        Assert.True(run.State.IsSettled);
    }

    [PeerFact("ldns-verify-zone")]
    public void Every_version_of_half_a_year_of_rolls_verifies()
    {
        _zone.Policy = _zone.Policy with { KeySigningLifetime = TimeSpan.FromDays(100) };
        HashSet<string> seen = [];
        _zone.RunFor(TimeSpan.FromDays(180), Verify);

        Assert.True(seen.Count > 15, string.Join(" → ", seen));

        void Verify()
        {
            ServedKeys served = _zone.Served;
            if (seen.Add($"{served.DnsKeys} {served.DnsKeySigners} {string.Join('|', served.Signatures)}"))
            {
                ZoneFileWriter.Write(_zone.Signed!, _folder["signed"]);
                PeerProgram.Succeed(
                    _folder.Path, "ldns-verify-zone", "-t", _time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture), "signed");
            }
        }
    }

    /// <summary>Each write replaces a file whole; so what a crash leaves is what there was before some of a run's writes.</summary>
    [Fact]
    public void A_crash_between_any_two_writes_changes_nothing_but_the_time_it_takes()
    {
        _zone.RunFor(TimeSpan.FromDays(3));
        string reference = _zone.Served.DnsKeys.ToString();
        string old = _folder["old"];
        int crashes = 0;
        for (int step = 0; step < 150; step++)
        {
            Copy(_folder["keys"], old);
            using (KeeperRun run = _zone.Run())
            {
                Assert.Empty(run.Alarms);
            }

            (string Path, bool IsSpare)[] writes = Writes(old);
            for (int survived = 0; survived < writes.Length; survived++)
            {
                crashes++;
                AfterCrash(old, writes[..survived]);
            }

            _zone.Step();
            _time.Pass(TimeSpan.FromHours(6));
        }

        Assert.True(crashes > 30, $"{crashes} crashes");
        Assert.NotEqual(reference, _zone.Served.DnsKeys.ToString());
    }

    [Fact]
    public void A_lost_key_file_leaves_the_zone_as_it_is_raises_an_alarm_and_heals_when_it_is_back()
    {
        _zone.RunFor(TimeSpan.FromDays(3));
        string lost = Directory.GetFiles(_folder["keys"], "*.private")[0];
        File.Move(lost, _folder["elsewhere"]);

        using (KeeperRun run = _zone.Run())
        {
            Assert.False(run.CanSign);
            Assert.Contains("is not at hand", Assert.Single(run.Alarms), StringComparison.Ordinal);
            Assert.Equal(2, run.State.DnsKeys.Wanted.Keys.Names.Count);
        }

        File.Move(_folder["elsewhere"], lost);
        _zone.RunFor(TimeSpan.FromDays(60));
    }

    /// <summary>What is written is written beside the old file first: here to the device that is always full.</summary>
    [Fact]
    public void A_full_disk_leaves_all_as_it_is_and_heals_when_there_is_space()
    {
        _zone.RunFor(TimeSpan.FromDays(3));
        using KeeperRun before = _zone.Run();
        ManagedKey active = Assert.Single(before.State.Keys, key => key.Role == KeyRole.ZoneSigning);
        Assert.True(_zone.Retire(active.Name));
        string state = Assert.Single(Directory.GetFiles(_folder["keys"], "*.state"));
        byte[] old = File.ReadAllBytes(state);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            File.CreateSymbolicLink(state + AtomicFile.Unfinished, "/dev/full");
            Assert.ThrowsAny<IOException>(() => _zone.Run().Dispose());
            Assert.Equal(old, File.ReadAllBytes(state));
            _time.Pass(TimeSpan.FromHours(5));
        }

        _zone.RunFor(TimeSpan.FromDays(10));
        Assert.DoesNotContain(active.Name, _zone.Served.DnsKeys.Names);
        Assert.Equal(3, Directory.GetFiles(_folder["keys"], "*.private").Length);
    }

    [Fact]
    public void An_emergency_replaces_every_signature_of_the_key_as_soon_as_caches_know_the_new_one()
    {
        _zone.RunFor(TimeSpan.FromDays(5));
        using KeeperRun before = _zone.Run();
        ManagedKey active = Assert.Single(before.State.Keys, key => key.Role == KeyRole.ZoneSigning);
        Assert.True(_zone.Retire(active.Name, isUrgent: true));

        _zone.RunFor(TimeSpan.FromHours(8));

        Assert.DoesNotContain(_zone.Served.Signatures, set => set.Contains(active.Name));
        Assert.True(_zone.Served.DnsKeys.Contains(active.Name));
        _zone.RunFor(TimeSpan.FromDays(2));
        Assert.False(_zone.Served.DnsKeys.Contains(active.Name));
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public void A_wall_clock_that_is_a_year_off_hurries_no_roll(int days)
    {
        _zone.RunFor(TimeSpan.FromDays(3));
        using KeeperRun before = _zone.Run();
        ManagedKey active = Assert.Single(before.State.Keys, key => key.Role == KeyRole.ZoneSigning);
        Assert.True(_zone.Retire(active.Name));
        _zone.Step();
        _time.WallError = TimeSpan.FromDays(days);
        _zone.Restart();

        _time.Pass(TimeSpan.FromMinutes(5));
        using KeeperRun run = _zone.Run();

        Assert.Equal(KeySet.Of([active.Name]), run.State.Signatures.Wanted.Keys);
    }

    [Fact]
    public void A_damaged_state_is_named_and_made_again_from_the_times_in_the_key_files()
    {
        _zone.RunFor(TimeSpan.FromDays(3));
        string keys = _zone.Served.DnsKeys.ToString();
        string path = Assert.Single(Directory.GetFiles(_folder["keys"], "*.state"));
        File.WriteAllText(path, File.ReadAllText(path).Replace("Active", "Retired", StringComparison.Ordinal));

        using (KeeperRun run = _zone.Run())
        {
            Assert.Contains("cut off or edited", Assert.Single(run.Alarms), StringComparison.Ordinal);
            Assert.Equal(keys, run.State.DnsKeys.Wanted.Keys.ToString());
        }

        _zone.RunFor(TimeSpan.FromDays(60));
    }

    [PeerFact("dnssec-keygen")]
    public void Keys_that_BIND_has_used_are_taken_over_and_rolled_later()
    {
        string[] times = ["-P", "20260101000000", "-A", "20260101000000"];
        string[] stems =
        [
            PeerProgram.Succeed(_folder.Path, "dnssec-keygen", ["-q", "-a", "13", "-f", "KSK", .. times, KeptZone.Name.ToString()]).Trim(),
            PeerProgram.Succeed(_folder.Path, "dnssec-keygen", ["-q", "-a", "13", .. times, KeptZone.Name.ToString()]).Trim(),
        ];
        foreach (string stem in stems)
        {
            Assert.True(_zone.Store.TryImport(_folder[stem], KeptZone.Name, out StoredKey? key, out KeyFault? fault), fault?.ToString());
            key.Dispose();
        }

        _zone.Policy = _zone.Policy with { ZoneSigningLifetime = TimeSpan.FromDays(310) };
        _zone.Step();
        Assert.Equal(
            stems.Select(stem => stem.Split('+')[2]).Order(StringComparer.Ordinal),
            _zone.Served.DnsKeys.Names.Select(name => name.KeyTag.ToString("D5", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));

        _zone.RunFor(TimeSpan.FromDays(30));
        Assert.DoesNotContain(stems[1].Split('+')[2], _zone.Served.DnsKeys.ToString(), StringComparison.Ordinal);
        Assert.Contains(stems[0].Split('+')[2], _zone.Served.DnsKeys.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The writes of the last run in their order: new keys as spares, the state, then the times.</summary>
    private (string Path, bool IsSpare)[] Writes(string old)
    {
        string[] changed = [.. Directory.GetFiles(_folder["keys"], "K*")
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
            .Where(path => !File.Exists(Moved(path, old)) || !File.ReadAllBytes(path).SequenceEqual(File.ReadAllBytes(Moved(path, old))))
            .Order(StringComparer.Ordinal)];
        string[] keys = [.. changed.Where(path => !path.EndsWith(".state", StringComparison.Ordinal))];
        return
        [
            .. keys.Where(path => !File.Exists(Moved(path, old))).Select(path => (path, true)),
            .. changed.Except(keys).Select(path => (path, false)),
            .. keys.Select(path => (path, false)),
        ];
    }

    /// <summary>The server starts anew with what the crash has left, and gets to the same keys without an alarm.</summary>
    private void AfterCrash(string old, (string Path, bool IsSpare)[] survivors)
    {
        string crashed = _folder["crashed"];
        Copy(old, crashed);
        foreach ((string path, bool isSpare) in survivors)
        {
            File.Copy(path, Moved(path, crashed), overwrite: true);
            if (isSpare)
            {
                File.WriteAllLines(
                    Moved(path, crashed),
                    File.ReadAllLines(path).Where(line => !line.TrimStart(' ', ';').StartsWith("Publish:", StringComparison.Ordinal)
                        && !line.TrimStart(' ', ';').StartsWith("Activate:", StringComparison.Ordinal)));
            }
        }

        using KeeperRun run = new ZoneKeeper(new KeyStore(crashed), KeptZone.Name, _time)
            .Run(_zone.Policy, _zone.Served, parent: null);
        Assert.Empty(run.Alarms);
        Assert.True(run.CanSign);
        Assert.Single(run.State.Keys, key => key is { Role: KeyRole.ZoneSigning, Goal: KeyGoal.Active });
        Assert.Single(run.State.Keys, key => key is { Role: KeyRole.KeySigning, Goal: KeyGoal.Active });
        Assert.All(_zone.Served.DnsKeySigners.Names, name => Assert.True(run.State.DnsKeys.Wanted.Signers.Contains(name)));
    }

    private static string Moved(string path, string folder) => Path.Combine(folder, Path.GetFileName(path));

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        foreach (string path in Directory.GetFiles(from))
        {
            File.Copy(path, Moved(path, to));
        }
    }
}
