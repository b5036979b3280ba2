using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Transfer.Tests;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>A secondary whose disk is full while its primary changes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Polls = 400;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = RunningServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [MountFact]
    public async Task What_comes_is_served_and_said_not_to_be_kept_and_the_next_start_has_what_came_when_there_was_room()
    {
        await using var primary = new ChangingPrimary(_port, names: 1_000, perVersion: 900, seed: 1) { IsTelling = true };
        Configure(primary.Port);
        using var disk = new SmallDisk(_folder.File("state"));
        using (RunningServer secondary = await ServeAsync())
        {
            await AwaitAsync(primary);
            disk.Fill();
            for (int version = 0; version < 3; version++)
            {
                primary.Publish();
                await AwaitAsync(primary);
            }

            disk.Empty();
            primary.Publish();
            await AwaitAsync(primary);
            (_, string log) = await secondary.TerminateAsync();
            Assert.Matches("serial [234] is served and cannot be kept: .*; a restart would go back to an older one", log);
        }

        primary.IsTelling = false;
        using RunningServer again = await ServeAsync();
        Assert.Equal(primary.VersionOf(primary.Serial), Read());
    }

    /// <summary>Until the secondary has what the primary has.</summary>
    private async Task AwaitAsync(ChangingPrimary primary)
    {
        List<string>? wanted = primary.VersionOf(primary.Serial);
        for (int poll = 0; poll < Polls && !Read().SequenceEqual(wanted!); poll++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(wanted, Read());
    }

    /// <summary>The closing SOA left out; nothing while there is no zone.</summary>
    private List<string> Read()
    {
        using var client = new TransferClientDialogue(new IPEndPoint(IPAddress.Loopback, _port));
        client.Send(TransferClientDialogue.Query(ChangingPrimary.Zone, RecordType.AXFR));
        return [.. client.ReceiveTransfer().Lines.SkipLast(1).Order(StringComparer.Ordinal)];
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
}
