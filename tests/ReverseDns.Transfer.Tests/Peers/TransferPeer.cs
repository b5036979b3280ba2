using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer.Tests.Peers;

/// <summary>NSD, Knot or BIND on a free port of 127.0.0.1, as primary or secondary of one zone; ended by its process id.</summary>
internal sealed partial class TransferPeer : IAsyncDisposable
{
    private const int Hangup = 1;
    private const int Terminate = 15;
    private const int Polls = 600;

    private readonly string _folder;
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly TsigKey? _key;

    private TransferPeer(string folder, Process process, int port, TsigKey? key)
    {
        (_folder, _process, _key) = (folder, process, key);
        Address = new IPEndPoint(IPAddress.Loopback, port);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static IReadOnlyDictionary<string, string> Programs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["NSD"] = "/usr/sbin/nsd",
        ["Knot"] = "/usr/sbin/knotd",
        ["BIND"] = "/usr/sbin/named",
    };

    public IPEndPoint Address { get; }

    private string ZoneFile => Path.Combine(_folder, PeerConfiguration.ZoneFile);

    /// <param name="primary">Where its zone comes from; null: from its file.</param>
    /// <param name="version">The text of that file.</param>
    /// <param name="tls">Its zone comes, and may be had, over TLS.</param>
    public static TransferPeer Start(string name, TsigKey? key, IPEndPoint? primary, string? version = null, PeerTls? tls = null)
    {
        string folder = Directory.CreateTempSubdirectory("rdns-peer-").FullName;
        int port = FreePort();
        string file = Path.Combine(folder, "configuration");
        File.WriteAllText(file, PeerConfiguration.Of(name, folder, port, key, primary?.Port, tls));
        if (version is not null)
        {
            File.WriteAllText(Path.Combine(folder, PeerConfiguration.ZoneFile), $"$ORIGIN {PrimaryServer.Zone}\n{version}");
        }

        string[] arguments = name switch
        {
            "NSD" => ["-d", "-c", file],
            "Knot" => ["-c", file],
            _ => ["-f", "-g", "-n", "1", "-c", file],
        };
        var start = new ProcessStartInfo(Programs[name], arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        Process process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        return new TransferPeer(folder, process, port, key);
    }

    /// <summary>Edits the zone's file and has it read.</summary>
    public void Publish(string version)
    {
        File.WriteAllText(ZoneFile, $"$ORIGIN {PrimaryServer.Zone}\n{version}");

        // NSD and BIND go by the file's time, in whole seconds.
        File.SetLastWriteTimeUtc(ZoneFile, File.GetLastWriteTimeUtc(ZoneFile).AddSeconds(Interlocked.Increment(ref _edits) * 2));
        Assert.Equal(0, Kill(_process.Id, Hangup));
    }

    private int _edits;

    /// <summary>Gets the zone from the peer until it has the serial, and returns its records.</summary>
    public async Task<List<string>> AwaitAsync(Serial serial)
    {
        var client = new PrimaryClient(new TransferLimits { IdleTimeout = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        string? last = null;
        for (int poll = 0; poll < Polls; poll++)
        {
            FetchReply reply = await client.FetchAsync(
                DomainName.Parse(PrimaryServer.Zone), new Primary(Address, _key), held: null, withEdns: true, CancellationToken.None);
            using (reply.Zone)
            {
                last = reply.Problem?.Text ?? $"serial {reply.Zone!.Serial}";
                if (reply.Zone?.Serial == serial)
                {
                    return Lines(reply.Zone.Whole!);
                }
            }

            Assert.False(_process.HasExited, _process.HasExited ? await _errors : "");
            await Task.Delay(50);
        }

        await EndAsync();
        throw new InvalidOperationException($"no serial {serial}: {last}\n{await _errors}");
    }

    public static List<string> Lines(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                lines.Add($"{WireName.ToString(rrset.Owner)} {rrset.Ttl} {rrset.Type} {Rdata.ToPresentation(rrset.Type, rrset.Rdata(i))}");
            }
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, Terminate);
        }

        await _process.WaitForExitAsync();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
