using System.Diagnostics;
using System.Globalization;
using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Transfer.Tests;
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

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = RunningServer.FreePort();

    public void Dispose() => _folder.Dispose();

    /// <summary>One that is stored with others, one with a file of its own, and one of which most changes each time.</summary>
    [Theory]
    [InlineData(400, 6, 4)]
    [InlineData(20_000, 6, 2)]
    [InlineData(3_000, 2_500, 2)]
    public async Task After_each_kill_it_serves_a_version_that_the_primary_had_none_older_than_before_and_goes_on_from_there(
        int names, int perVersion, int kills)
    {
        var dice = new Dice(Seed);
        await using var primary = new ChangingPrimary(_port, names, perVersion, Seed) { IsTelling = true };
        Configure(primary.Port);
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
            using RunningServer secondary = await ServeAsync();
            Transferred served = Read();
            Serial serial = SerialOf(served);
            Assert.Equal(primary.VersionOf(serial), Lines(served));
            Assert.False(last.IsNewerThan(serial), $"{run}: serial {serial} after {last}");

            int asked = primary.Asked.Count;
            primary.IsTelling = true;
            primary.Tell();
            Assert.True(await IsAsync(() => primary.Asked.Count > asked), run);
            Assert.Equal(serial, primary.Asked.ElementAt(asked));
            int more = asked + 2 + dice.Throw(8);
            Assert.True(await IsAsync(() => primary.Asked.Count > more), run);
            await Task.Delay(dice.OneIn(4) ? 2_000 + dice.Throw(500) : dice.Throw(100));
            last = SerialOf(Read());
            await secondary.EndByForceAsync();
        }

        Assert.Equal(1, primary.AskedWhole);
    }

    private static Serial SerialOf(Transferred zone) =>
        new(uint.Parse(zone.Lines.First().Split(' ')[5], CultureInfo.InvariantCulture));

    /// <summary>The closing SOA left out.</summary>
    private static List<string> Lines(Transferred zone) => [.. zone.Lines.SkipLast(1).Order(StringComparer.Ordinal)];

    private async Task StoreFirstAsync(ChangingPrimary primary)
    {
        using RunningServer secondary = await ServeAsync();
        string images = _folder.File("state/images");
        Assert.True(await IsAsync(() => Directory.Exists(images) && Directory.EnumerateFiles(images, "*.image").Any()));
        Assert.True(await IsAsync(() => primary.Asked.Count > 3));
        await secondary.EndByForceAsync();
    }

    private async Task KillAtStartAsync(int milliseconds)
    {
        using Process starting = Rdns.Start("serve", "-c", _folder.File("rdns.yaml"));
        await Task.Delay(milliseconds);
        starting.Kill();
        await starting.WaitForExitAsync();
    }

    private Transferred Read()
    {
        using var client = new TransferClientDialogue(new IPEndPoint(IPAddress.Loopback, _port));
        client.Send(TransferClientDialogue.Query(ChangingPrimary.Zone, RecordType.AXFR));
        return client.ReceiveTransfer();
    }

    private void Configure(int primary)
    {
        Directory.CreateDirectory(_folder.File("state"));
        _folder.Write("rdns.yaml", $"""
            listen: [127.0.0.1]
            port: {_port}
            workers: 1
            pin-workers: false
            drain-time: 0s
            state-folder: state
            allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
            control:
              socket: rdns.sock
            zones:
              - origin: {ChangingPrimary.Zone}
                primaries: "127.0.0.1:{primary}"

            """);
    }

    private Task<RunningServer> ServeAsync() => RunningServer.StartAsync("serve", "-c", _folder.File("rdns.yaml"));

    private static async Task<bool> IsAsync(Func<bool> condition)
    {
        for (int poll = 0; poll < 2_000 && !condition(); poll++)
        {
            await Task.Delay(10);
        }

        return condition();
    }
}
