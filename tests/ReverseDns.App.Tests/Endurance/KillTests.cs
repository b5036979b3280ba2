using System.Diagnostics;
using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>
/// A secondary that is killed again and again while its primary changes every 50 ms. RDNS_LONG=1 kills it hundreds of times;
/// RDNS_SEED=n tries one seed again.
/// </summary>
public sealed class KillTests : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);
    private static readonly bool Long = Environment.GetEnvironmentVariable("RDNS_LONG") is "1";
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("RDNS_SEED") ?? "1", CultureInfo.InvariantCulture);

    private readonly FollowingServer _secondary = new();

    public void Dispose() => _secondary.Dispose();

    /// <summary>One that is stored with others, one with a file of its own, and one of which most changes each time.</summary>
    [Theory]
    [InlineData(400, 6, 4)]
    [InlineData(20_000, 6, 2)]
    [InlineData(3_000, 2_500, 2)]
    public async Task After_each_kill_it_serves_a_version_that_the_primary_had_none_older_than_before_and_goes_on_from_there(
        int names, int perVersion, int kills)
    {
        var dice = new Dice(Seed);
        await using var primary = new ChangingPrimary(_secondary.Port, names, perVersion, Seed) { IsTelling = true };
        _secondary.Configure(primary);
        primary.Start(Every);
        await StoreFirstAsync(primary);
        var last = new Serial(1);
        for (int kill = 0; kill < (Long ? 120 : kills); kill++)
        {
            string run = $"RDNS_SEED={Seed} kill {kill}";
            if (dice.OneIn(4))
            {
                await KillAtStartAsync(dice.Throw(500));
            }

            primary.IsTelling = false;
            using RunningServer secondary = await _secondary.ServeAsync();
            (Serial serial, List<string> lines) = _secondary.Read();
            Assert.Equal(primary.VersionOf(serial), lines);
            Assert.False(last.IsNewerThan(serial), $"{run}: serial {serial} after {last}");

            int asked = primary.Asked.Count;
            primary.IsTelling = true;
            primary.Tell();
            await Eventually.HoldsAsync(() => primary.Asked.Count > asked, () => run);
            Assert.Equal(serial, primary.Asked.ElementAt(asked));
            int more = asked + 2 + dice.Throw(8);
            await Eventually.HoldsAsync(() => primary.Asked.Count > more, () => run);
            await Task.Delay(dice.OneIn(4) ? 2_000 + dice.Throw(500) : dice.Throw(100));
            last = _secondary.Read().Serial;
            await secondary.EndByForceAsync();
        }

        Assert.Equal(1, primary.AskedWhole);
    }

    private async Task StoreFirstAsync(ChangingPrimary primary)
    {
        using RunningServer secondary = await _secondary.ServeAsync();
        string images = _secondary.File("state/images");
        await Eventually.HoldsAsync(() => Directory.Exists(images) && Directory.EnumerateFiles(images, "*.image").Any());
        await Eventually.HoldsAsync(() => primary.Asked.Count > 3);
        await secondary.EndByForceAsync();
    }

    private async Task KillAtStartAsync(int milliseconds)
    {
        using Process starting = Rdns.Start("serve", "-c", _secondary.Configuration);
        await Task.Delay(milliseconds);
        starting.Kill();
        await starting.WaitForExitAsync();
    }
}
