namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>Ten years of rolls, in which no resolver ever has a bogus zone.</summary>
public class KeyScheduleSimulationTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly KeyPolicy Usual = new() { KeySigningLifetime = Year, ZoneSigningLifetime = TimeSpan.FromDays(90) };

    public static TheoryData<int, bool, bool> Worlds
    {
        get
        {
            var data = new TheoryData<int, bool, bool>();
            int seeds = Environment.GetEnvironmentVariable("RDNS_LONG") is "1" ? 100 : 2;
            for (int seed = 0; seed < seeds; seed++)
            {
                data.Add(seed, false, (seed & 1) == 0);
                data.Add(seed, true, (seed & 1) == 0);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Ten_years_of_rolls_and_faults_leave_no_cache_bogus(int seed, bool isCombined, bool hasStandby)
    {
        var world = new SimulatedWorld(seed, Usual with { IsCombined = isCombined, HasStandby = hasStandby }) { HasFaults = true };

        world.RunFor(10 * Year);

        Assert.True(world.History.Count > (isCombined ? 15 : 60), string.Join(" → ", world.History));
        Assert.True(world.Faults.Count >= 4, string.Join(", ", world.Faults));
    }

    [Fact]
    public void A_ZSK_is_pre_published_and_a_KSK_signs_twice()
    {
        SimulatedWorld world = Settled(Usual with { KeySigningLifetime = null });
        world.RunFor(TimeSpan.FromDays(100));
        world.State = Retire(world, KeyRole.KeySigning);
        world.Settle(TimeSpan.FromDays(30));

        Assert.Equal(
            [
                "013+00001,013+00002",
                "013+00001,013+00002,013+00003", "013+00001,013+00003",
                "013+00001,013+00003,013+00004", "013+00003,013+00004",
            ],
            world.History);
    }

    [Fact]
    public void A_CSK_rolls_every_year()
    {
        SimulatedWorld world = Settled(Usual with { IsCombined = true });
        world.RunFor(2.5 * Year);

        Assert.Equal(["013+00001", "013+00001,013+00002", "013+00002", "013+00002,013+00003", "013+00003"], world.History);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_algorithm_rolls_signatures_first_and_DS_before_the_old_goes(bool isCombined)
    {
        SimulatedWorld world = Settled(Usual with { Algorithm = SecurityAlgorithm.RsaSha256, IsCombined = isCombined });
        world.Policy = world.Policy with { Algorithm = SecurityAlgorithm.Ed25519 };
        world.Settle(TimeSpan.FromDays(60));

        string[] expected = isCombined
            ? ["008+00001", "008+00001,015+00002", "015+00002"]
            : ["008+00001,008+00002", "008+00001,008+00002,015+00003,015+00004", "015+00003,015+00004"];
        Assert.Equal(expected, world.History);
    }

    [Fact]
    public void One_key_takes_the_place_of_two_and_two_that_of_one()
    {
        SimulatedWorld world = Settled(Usual);
        world.Policy = world.Policy with { IsCombined = true };
        world.Settle(TimeSpan.FromDays(60));
        Assert.Equal("013+00003", world.Zone.DnsKeys.ToString());

        world.Policy = world.Policy with { IsCombined = false };
        world.Settle(TimeSpan.FromDays(60));
        Assert.Equal("013+00004,013+00005", world.Zone.DnsKeys.ToString());
    }

    [Fact]
    public void A_zone_becomes_unsigned_when_no_cache_has_its_DS_and_signed_again()
    {
        SimulatedWorld world = Settled(Usual);
        world.Policy = world.Policy with { IsSigned = false };
        world.Settle(TimeSpan.FromDays(60));
        Assert.Equal((KeySet.Empty, KeySet.Empty), (world.Zone.DnsKeys, world.Parent.Newest));

        world.Policy = world.Policy with { IsSigned = true };
        world.Settle(TimeSpan.FromDays(60));
        Assert.Equal("013+00003,013+00004", world.Zone.DnsKeys.ToString());
    }

    /// <summary>With a standby key the data is signed with another key at once, and the old DNSKEY goes when its signatures are gone.</summary>
    [Fact]
    public void An_emergency_takes_the_standby_key_at_once()
    {
        SimulatedWorld world = Settled(Usual with { HasStandby = true });
        world.RunFor(TimeSpan.FromDays(2));
        ManagedKey standby = Assert.Single(world.State.Keys, key => key is { Goal: KeyGoal.Standby, Role: KeyRole.ZoneSigning });

        world.State = Retire(world, KeyRole.ZoneSigning);
        world.RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal([KeySet.Of([standby.Name])], world.Zone.Served.Signatures);
        world.Settle(TimeSpan.FromDays(10));
    }

    /// <summary>The model of caches sees a roll that is an hour too fast.</summary>
    [Fact]
    public void A_schedule_that_does_not_wait_for_late_servers_is_found_out()
    {
        SimulatedWorld world = Settled(Usual);
        world.Policy = world.Policy with { ZonePropagation = TimeSpan.Zero };

        Assert.ThrowsAny<Exception>(() => world.RunFor(TimeSpan.FromDays(200)));
    }

    private static SimulatedWorld Settled(KeyPolicy policy)
    {
        var world = new SimulatedWorld(1, policy);
        world.Settle(TimeSpan.FromDays(30));
        return world;
    }

    private static ZoneKeyState Retire(SimulatedWorld world, KeyRole role) =>
        KeySchedule.Retire(
            world.State,
            world.State.Keys.Single(key => key.Role == role && key.Goal == KeyGoal.Active).Name,
            isUrgent: true,
            world.Now);
}
