using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A running server of others on a free port of 127.0.0.1, stopped by its process id.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    private const int Polls = 200;
    private const int QuietPolls = 20;
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromMilliseconds(100);
    private readonly RunningProgram _program;
    private int _edits;

    private PeerServer(PeerKind kind, PeerSetup setup, RunningProgram program) => (Kind, Setup, _program) = (kind, setup, program);

    public PeerKind Kind { get; }

    public PeerSetup Setup { get; }

    public IPEndPoint Address => new(IPAddress.Loopback, Setup.Port);

    /// <summary>What it has said so far.</summary>
    public string Log => _program.Log;

    /// <summary>Origins of the zones that the server answers for; it may have refused others.</summary>
    public IReadOnlySet<DomainName> Served { get; private set; } = new HashSet<DomainName>();

    /// <summary>Starts it in a folder of its own, and waits until it has the zones.</summary>
    public static async Task<PeerServer> StartAsync(PeerKind kind, string folder, IReadOnlyList<PeerZone> zones)
    {
        string home = Directory.CreateDirectory(Path.Combine(folder, kind.Program)).FullName;
        PeerServer server = await LaunchAsync(kind, new PeerSetup(home, FreePort.Next(), zones));
        try
        {
            await server.WaitForZonesAsync([.. zones.Select(zone => zone.Origin)]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it in its setup's folder, and does not wait.</summary>
    public static async Task<PeerServer> LaunchAsync(PeerKind kind, PeerSetup setup)
    {
        string file = Path.Combine(setup.Folder, "configuration");
        await File.WriteAllTextAsync(file, kind.Configuration(setup));
        await (kind.PrepareAsync?.Invoke(setup) ?? Task.CompletedTask);
        return new PeerServer(kind, setup, RunningProgram.Start(setup.Folder, kind.Program, kind.Arguments(file)));
    }

    /// <summary>Has it take a version that stands in the zone's file.</summary>
    public async Task PublishAsync(ZoneEdit edit)
    {
        if (Kind.PublishAsync is { } publishAsync)
        {
            await publishAsync(Setup, edit);
            return;
        }

        // NSD and BIND go by the file's time, in whole seconds.
        string file = edit.Zone.File;
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(++_edits * 2));
        _program.SendHangup();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void AssertRuns()
    {
        if (_program.HasEnded)
        {
            throw new InvalidOperationException($"{Kind.Name} ended: {Log}");
        }
    }

    /// <summary>Asks until all zones are served, or until some are and no other one comes for a while.</summary>
    private async Task WaitForZonesAsync(IReadOnlyList<DomainName> origins)
    {
        int quiet = 0;
        for (int poll = 0; poll < Polls && quiet < QuietPolls && Served.Count < origins.Count; poll++)
        {
            AssertRuns();
            HashSet<DomainName> served = FindServed(origins);
            quiet = served.Count > 0 && served.Count == Served.Count ? quiet + 1 : 0;
            Served = served;
            await (served.Count < origins.Count ? Task.Delay(BetweenPolls) : Task.CompletedTask);
        }

        if (Served.Count == 0)
        {
            throw new InvalidOperationException($"{Kind.Name} serves no zone: {Log}");
        }
    }

    private HashSet<DomainName> FindServed(IReadOnlyList<DomainName> origins)
    {
        var served = new HashSet<DomainName>();
        try
        {
            Dialogue.AskUdp(
                Address,
                [.. origins.Select(origin => RequestMessage.Of(new Question(origin, RecordType.SOA, Edns: false, DnssecOk: false, 512)))],
                (index, response) =>
                {
                    if ((response[2] & 0x04) != 0)
                    {
                        served.Add(origins[index]);
                    }
                });
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            served.Clear(); // It does not listen yet.
        }

        return served;
    }
}
