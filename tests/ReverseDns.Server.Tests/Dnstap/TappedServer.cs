using System.Collections.Concurrent;
using System.Net;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests.Dnstap;

/// <summary>A server of both families and two workers that is tapped from before its start, in a folder of its own.</summary>
internal sealed class TappedServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TappedServer(DirectoryInfo folder, DnsServer server, DnstapOptions options, TimeProvider clock)
    {
        (_folder, Server) = (folder, server);
        Writer = new DnstapWriter(server, options, clock, reason => Said.Enqueue(reason ?? "open"));
    }

    public DnsServer Server { get; }

    public DnstapWriter Writer { get; }

    public ZoneStore Store { get; } = new();

    /// <summary>What the writer has told of.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public DateTime Begin { get; } = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(-1);

    public string Folder => _folder.FullName;

    public static TappedServer Start(Func<string, DnstapOptions> options, ZoneStore? store = null, bool plain = false, TimeProvider? clock = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rdns-dnstap-");
        var server = new DnsServer(
            new ServerOptions
            {
                Listen = [new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.IPv6Loopback, 0)],
                Workers = 2,
                PinWorkers = false,
                PlainSockets = plain,
            },
            store ?? SampleZone.Store());
        var tapped = new TappedServer(folder, server, options(folder.FullName), clock ?? TimeProvider.System);
        server.Start();
        return tapped;
    }

    /// <summary>Options for a file, or for a reader.</summary>
    public static DnstapOptions To(string? file = null, EndPoint? reader = null, TapOptions? tap = null, int rate = 0, DnstapMessages messages = DnstapMessages.Both) => new()
    {
        File = file,
        Reader = reader,
        Identity = "node-1",
        Version = "rdns test",
        Tap = tap ?? new TapOptions(),
        Rate = rate,
        Messages = messages,
    };

    /// <summary>All that was chosen is sent or lost.</summary>
    public Task SettledAsync(long chosen) => Eventually.HoldsAsync(
        () => Writer.Counts is var counts && counts.Chosen == chosen
            && counts.Sent + counts.NoReader + counts.Full + counts.Rate + counts.Broken == chosen,
        () => Writer.Counts.ToString());

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Writer.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
