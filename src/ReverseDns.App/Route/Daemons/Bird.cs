using System.Net;
using System.Text;

namespace ReverseDns.App.Route.Daemons;

/// <summary>BIRD 2, by its control socket.</summary>
internal sealed class Bird(DaemonOptions options, IReadOnlyList<AnnouncedAddress> addresses, TimeProvider clock) : IRoutingDaemon
{
    private const string Name = "BIRD";
    private const int MostSessions = 64;

    /// <summary>Sessions that were ended as the last resort.</summary>
    private readonly HashSet<string> _silenced = new(StringComparer.Ordinal);

    public async Task<string?> TellAsync(RouteState state, CancellationToken cancellation)
    {
        IEnumerable<string> on = state switch
        {
            RouteState.Announced => options.Announced,
            RouteState.Degraded => options.Degraded.Count > 0 ? options.Degraded : options.Announced,
            _ => [],
        };
        string[] enabled = [.. on, .. state == RouteState.Withdrawn ? [] : _silenced];
        string[] disabled = [.. options.Announced.Concat(options.Degraded).Except(enabled, StringComparer.Ordinal)];
        if (enabled.Length + disabled.Length == 0)
        {
            return null;
        }

        // What is to be there comes before the other goes.
        string? error = await CommandAsync([.. enabled.Select(name => $"enable {Quote(name)}"), .. disabled.Select(name => $"disable {Quote(name)}")], cancellation);
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
            using DaemonSocket socket = await OpenAsync(cancellation);
            BirdReply protocols = await AskAsync(socket, "show protocols");
            if (protocols.IsError)
            {
                return DaemonReading.Failed(Name, protocols.Error);
            }

            Dictionary<string, (string Kind, bool IsUp)> known = Protocols(protocols);
            var routes = new List<ExportedRoute>();
            foreach (string session in known.Where(item => item.Value is { Kind: "BGP", IsUp: true }).Select(item => item.Key).Take(MostSessions))
            {
                foreach (IPNetwork prefix in addresses.Select(address => address.Prefix).Distinct())
                {
                    BirdReply exported = await AskAsync(socket, $"show route {prefix} export {Quote(session)}");

                    // What others have told is theirs.
                    routes.AddRange(Sources(exported).Where(source => !IsBgp(known, source)).Select(source => new ExportedRoute(prefix, session, source)));
                }
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
        return CommandAsync([.. sessions.Select(session => $"disable {Quote(session)}")], cancellation);
    }

    /// <summary>Name, kind and state of each, as 'show protocols' has them in columns.</summary>
    public static Dictionary<string, (string Kind, bool IsUp)> Protocols(BirdReply reply)
    {
        const int protocolLine = 1_002;
        var protocols = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach ((int code, string text) in reply.Lines)
        {
            string[] columns = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (code == protocolLine && columns.Length >= 4)
            {
                protocols[columns[0]] = (columns[1], columns[3] is "up");
            }
        }

        return protocols;
    }

    /// <summary>The protocols that routes come from: what stands first in brackets, as in "unicast [rdns 05:17:47.327] * (240)".</summary>
    public static IEnumerable<string> Sources(BirdReply reply)
    {
        const int routeLine = 1_007;
        foreach ((int code, string text) in reply.IsError ? [] : reply.Lines)
        {
            int open = text.IndexOf('[', StringComparison.Ordinal);
            int end = open < 0 ? -1 : text.IndexOf(' ', open);
            if (code == routeLine && end > 0 && text.Contains("] *", StringComparison.Ordinal))
            {
                yield return text[(open + 1)..end];
            }
        }
    }

    private static bool IsBgp(Dictionary<string, (string Kind, bool IsUp)> known, string source) =>
        known.TryGetValue(source, out (string Kind, bool IsUp) protocol) && protocol.Kind is "BGP";

    /// <summary>A name may have what else would be syntax.</summary>
    private static string Quote(string name) => $"'{new string([.. name.Where(letter => !char.IsControl(letter) && letter != '\'')])}'";

    private async Task<string?> CommandAsync(IReadOnlyList<string> commands, CancellationToken cancellation)
    {
        try
        {
            using DaemonSocket socket = await OpenAsync(cancellation);
            string? error = null;
            foreach (string command in commands)
            {
                BirdReply reply = await AskAsync(socket, command);
                error = reply.IsError ? $"{Name}: {command}: {reply.Error}" : error;
            }

            return error;
        }
        catch (IOException e)
        {
            return $"{Name}: {e.Message}";
        }
    }

    private async Task<DaemonSocket> OpenAsync(CancellationToken cancellation)
    {
        DaemonSocket socket = await DaemonSocket.ConnectAsync(options.Socket, clock, cancellation);
        try
        {
            // Its greeting.
            await ReplyAsync(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<BirdReply> AskAsync(DaemonSocket socket, string command)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\n"));
        return await ReplyAsync(socket);
    }

    private static async Task<BirdReply> ReplyAsync(DaemonSocket socket)
    {
        BirdReply? reply = null;
        await socket.ReceiveAsync(octets => BirdReply.TryParse(octets.Span, out reply));
        return reply!;
    }
}
