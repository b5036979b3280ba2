using System.Globalization;
using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Transfer.Tests;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>The folder and the port of a secondary of a <see cref="ChangingPrimary"/>.</summary>
internal sealed class FollowingServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public int Port { get; } = FreePort.Next();

    public string Configuration => _folder.File("rdns.yaml");

    public string File(string name) => _folder.File(name);

    public void Configure(ChangingPrimary primary)
    {
        Directory.CreateDirectory(_folder.File("state"));
        _folder.Write("rdns.yaml", $"""
            listen: [127.0.0.1]
            port: {Port}
            workers: 1
            pin-workers: false
            drain-time: 0s
            state-folder: state
            allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
            control:
              socket: rdns.sock
            zones:
              - origin: {ChangingPrimary.Zone}
                primaries: "127.0.0.1:{primary.Port}"

            """);
    }

    public Task<RunningServer> ServeAsync() => RunningServer.StartAsync("serve", "-c", Configuration);

    /// <summary>What it gives to a secondary of its own, in order and without the closing SOA; no lines while it has no zone.</summary>
    public (Serial Serial, List<string> Lines) Read()
    {
        using var client = new TransferClientDialogue(new IPEndPoint(IPAddress.Loopback, Port));
        client.Send(TransferClientDialogue.Query(ChangingPrimary.Zone, RecordType.AXFR));
        string[] lines = [.. client.ReceiveTransfer().Lines];
        Serial serial = lines.Length == 0 ? default : new Serial(uint.Parse(lines[0].Split(' ')[5], CultureInfo.InvariantCulture));
        return (serial, [.. lines.SkipLast(1).Order(StringComparer.Ordinal)]);
    }

    public void Dispose() => _folder.Dispose();
}
