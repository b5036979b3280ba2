using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ReverseDns.App.Route.Daemons;

/// <summary>FRR's bgpd, by the socket that vtysh uses: a command ends with a zero octet, an answer with three and a status.</summary>
internal sealed class Frr(DaemonOptions options, IReadOnlyList<AnnouncedAddress> addresses, TimeProvider clock) : IRoutingDaemon
{
    private const string Name = "FRR";
    private const int EndLength = 4;

    private readonly HashSet<string> _silenced = new(StringComparer.Ordinal);

    public async Task<string?> TellAsync(RouteState state, CancellationToken cancellation)
    {
        string[] commands =
        [
            .. state == RouteState.Withdrawn ? [] : Shutdown(_silenced, isShut: false),
            .. state == RouteState.Announced ? options.Announced : state == RouteState.Degraded ? options.Degraded : [],
        ];
        string? error = await ConfigureAsync(commands, cancellation);
        if (error is null && state != RouteState.Withdrawn)
        {
            _silenced.Clear();
        }

        return error;
    }

    public async Task<DaemonReading> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            using DaemonSocket socket = await DaemonSocket.ConnectAsync(options.Socket, clock, cancellation);
            var routes = new List<ExportedRoute>();
            foreach (IPNetwork prefix in addresses.Select(address => address.Prefix).Distinct())
            {
                string family = prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4";
                (int status, byte[] text) = await AskAsync(socket, $"show bgp {family} unicast {prefix} json");
                if (status != 0 || !TryReadPeers(text, out IReadOnlyList<string> peers))
                {
                    return DaemonReading.Failed(Name, $"no answer of use about {prefix}");
                }

                routes.AddRange(peers.Select(peer => new ExportedRoute(prefix, peer, "local")));
            }

            return new DaemonReading(Name, null, routes);
        }
        catch (IOException e)
        {
            return DaemonReading.Failed(Name, e.Message);
        }
    }

    public Task<string?> SilenceAsync(IReadOnlyCollection<string> sessions, CancellationToken cancellation)
    {
        _silenced.UnionWith(sessions);
        return ConfigureAsync(Shutdown(sessions, isShut: true), cancellation);
    }

    /// <summary>To whom the prefix is given out as our own; none where it is not, or is another's.</summary>
    /// <returns>False: this is no answer.</returns>
    public static bool TryReadPeers(ReadOnlyMemory<byte> json, out IReadOnlyList<string> peers)
    {
        peers = [];
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            bool isOurs = root.TryGetProperty("paths", out JsonElement paths) && paths.ValueKind == JsonValueKind.Array
                && paths.EnumerateArray().Any(path => path.ValueKind == JsonValueKind.Object
                    && path.TryGetProperty("sourced", out JsonElement sourced) && sourced.ValueKind == JsonValueKind.True
                    && path.TryGetProperty("bestpath", out _));
            if (isOurs && root.TryGetProperty("advertisedTo", out JsonElement to) && to.ValueKind == JsonValueKind.Object)
            {
                peers = [.. to.EnumerateObject().Select(peer => peer.Name)];
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string[] Shutdown(IReadOnlyCollection<string> sessions, bool isShut) => sessions.Count == 0
        ? []
        : ["router bgp", .. sessions.Where(IsPlain).Select(session => $"{(isShut ? "" : "no ")}neighbor {session} shutdown"), "exit"];

    private static bool IsPlain(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or ':' or '-' or '_' or '%');

    private async Task<string?> ConfigureAsync(string[] commands, CancellationToken cancellation)
    {
        if (commands.Length == 0)
        {
            return null;
        }

        try
        {
            using DaemonSocket socket = await DaemonSocket.ConnectAsync(options.Socket, clock, cancellation);
            string? error = null;
            foreach (string command in (IEnumerable<string>)["enable", "configure terminal", .. commands, "end"])
            {
                (int status, byte[] text) = await AskAsync(socket, command);
                error = status == 0 ? error : $"{Name}: {command}: {Encoding.UTF8.GetString(text).Trim()}";
            }

            return error;
        }
        catch (IOException e)
        {
            return $"{Name}: {e.Message}";
        }
    }

    private static async Task<(int Status, byte[] Text)> AskAsync(DaemonSocket socket, string command)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\0"));
        byte[] reply = await socket.ReceiveAsync(octets => octets.Length >= EndLength && octets.Span[^EndLength..^1].IndexOfAnyExcept((byte)0) < 0);
        return (reply[^1], reply[..^EndLength]);
    }
}
