using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Health;
using ReverseDns.App.Logging;
using ReverseDns.App.Monitoring;
using ReverseDns.App.Route;
using ReverseDns.App.Rssac002;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Configuration;

/// <summary>Declares every key of rdns.yaml: name, default, range, explanation.</summary>
internal static class ConfigurationReader
{
    private static readonly string[] Reloaded = ["rate-limit", "cookies", "zones", "synthesize", "tsig-keys", "allow-transfer", "notify"];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static RdnsConfiguration Read(ConfigMap map, string folder, ConfigErrors errors, SampleText sample)
    {
        var root = new ConfigSection("", map, errors, sample);
        IReadOnlyList<ConfigScalar> listen = Listen(root);
        int port = root.Integer("port", 53, 1, 65_535, "The port of every address above that names none.");
        (int workers, bool pin) = Threads(root);
        UdpOptions udp = Udp(root.Section("udp", "UDP."));
        TcpOptions tcp = Tcp(root.Section("tcp", "TCP. The defaults hold against hundreds of slow clients."));
        ConfigSection tls = root.Section("tls", "Questions and transfers over TLS 1.3 (RFC 7858, RFC 9103).");
        (RateLimitOptions limits, CookieOptions cookies) = Protection(root, folder, errors);
        EdnsOptions edns = Edns(root.Section("edns", "EDNS(0)."));
        OnlineSigningOptions online = OnlineSigning(root.Section("online-signing", "Signatures for what 'synthesize' makes in signed zones."));
        IdentityOptions identity = Identity(root);
        TimeSpan drain = Drain(root);
        string socket = Control(root.Section("control", "The socket of 'rdns ctl'; only its owner may use it (mode 0600)."));
        (HttpOptions http, HealthOptions health, DnstapOptions? dnstap) = Watched(root, port, folder, errors);
        RouteOptions? route = RouteSection.Read(root.Section("route", "The route to this instance, which 'rdns route' announces while it is well."), folder, errors);
        (string state, bool history) = State(root);
        (int oneIn, Rssac002Options reports) = Reports(root, folder, history && state.Length > 0, errors);
        LogOptions log = Log(root.Section("log", "What happens, an event a line, to the standard error; queries are not logged."));
        DnssecConfiguration dnssec = DnssecSection.Read(root.Section("dnssec", "Signing, and the keys for it."), folder, errors);
        IReadOnlyList<TsigKey> keys = TransferListings.Keys(root, folder, errors);
        IReadOnlyList<ListedTransfer> transfers = TransferListings.Rules(root, folder, keys, errors);
        IReadOnlyList<ListedNotify> notifies = TransferListings.Notifies(root, keys, errors);
        IReadOnlyList<ZoneListing> zones = ZoneListings.Read(root, folder, Kept(state, folder), keys, errors);
        IReadOnlyList<SynthesisRule> synthesis = SynthesisSection.Read(root, dnssec, errors);
        root.End();
        return new RdnsConfiguration
        {
            Server = new ServerOptions
            {
                Listen = ListenOn(listen, port, errors),
                Workers = workers == 0 ? Environment.ProcessorCount : workers,
                PinWorkers = pin,
                Udp = udp,
                Tcp = tcp,
                Tls = TlsSection.Read(tls, folder, transfers.Any(entry => entry.WantsCertificate), errors),
                Edns = edns,
                RateLimit = limits,
                Cookies = cookies,
                OnlineSigning = online,
                Identity = identity,
            },
            DrainTime = drain,
            Http = http,
            Health = health,
            Dnstap = dnstap,
            Route = route,
            KeepsHistory = history,
            DrawsOneIn = oneIn,
            Reports = reports,
            ControlSocket = Path.GetFullPath(socket, folder),
            StateFolder = Kept(state, folder),
            Log = log,
            Dnssec = dnssec,
            Zones = zones,
            Transfers = TransferListings.Settings(keys, transfers),
            Notifies = notifies,
            Synthesis = synthesis,
            FixedPart = FixedPart(map),
        };
    }

    private static string FixedPart(ConfigMap map) => string.Join(
        '\n', map.Entries.Where(entry => !Reloaded.Contains(entry.Key.Text)).Select(entry => Write(entry.Key) + Write(entry.Value)));

    private static (RateLimitOptions Limits, CookieOptions Cookies) Protection(ConfigSection root, string folder, ConfigErrors errors)
    {
        RateLimitOptions limits = RateLimitSection.Read(root.Section("rate-limit", "How many answers clients may have over UDP."), errors);
        ConfigSection cookies = root.Section("cookies", "DNS cookies (RFC 7873, RFC 9018); who brings one back is not limited. Read again at a reload.");
        return (limits, CookieSection.Read(cookies, folder, errors));
    }

    private static (int Workers, bool Pin) Threads(ConfigSection root)
    {
        int workers = root.Integer("workers", 0, 0, 1_024, "Threads that answer; 0: one for each core.");
        bool pin = root.Boolean("pin-workers", byDefault: true, "Keep each worker on a core of its own.");
        return (workers, pin);
    }

    private static TimeSpan Drain(ConfigSection root) => root.Duration(
        "drain-time", TimeSpan.FromSeconds(2), TimeSpan.Zero, Hour,
        "After SIGTERM, and when the route is withdrawn, new TCP connections are refused and UDP is answered this long; then rdns ends.");

    private static (HttpOptions Http, HealthOptions Health, DnstapOptions? Dnstap) Watched(ConfigSection root, int port, string folder, ConfigErrors errors)
    {
        HttpOptions http = HttpSection.Read(root.Section("http", "Metrics for Prometheus at /metrics, and the verdict at /health and /ready."), folder, errors);
        HealthOptions health = HealthSection.Read(
            root.Section("health", "The verdict of this instance, from which route and load balancers take it whether clients are sent here."), port, errors);
        health = health with { Fleet = FleetSection.Read(root, folder, errors) };
        return (http, health, DnstapSection.Read(root.Section("dnstap", "Questions and answers as they are, for dnstap readers."), folder, errors));
    }

    private static (int OneIn, Rssac002Options Daily) Reports(ConfigSection root, string folder, bool keepsState, ConfigErrors errors)
    {
        int oneIn = TopLists(root.Section("top-lists", "What is asked most, and by whom: 'rdns ctl top', and the dashboard."));
        ConfigSection daily = root.Section("rssac002", "Daily reports in the format of RSSAC002v4, one file a metric.");
        return (oneIn, Rssac002Section.Read(daily, folder, keepsState, errors));
    }

    private static int TopLists(ConfigSection section)
    {
        int oneIn = section.Integer(
            "one-in", RdnsConfiguration.DefaultDrawsOneIn, 0, 1_000_000, "One of so many queries is drawn for them; 0: there are no lists.");
        section.End();
        return oneIn;
    }

    private static (string Folder, bool KeepsHistory) State(ConfigSection root)
    {
        string folder = root.Text(
            "state-folder", "/var/lib/rdns",
            "Where compiled zones are kept, so that the next start need not read their files again; the folder must exist " +
            "and be rdns's own. \"\": nowhere.",
            4_096);
        bool history = root.Boolean(
            "history", byDefault: true,
            "Keep what is counted in the state folder, by minutes for a week and by hours for two years, for the graphs (15 MB).");
        return (folder, history);
    }

    private static IReadOnlyList<ConfigScalar> Listen(ConfigSection root) => root.Texts(
        "listen",
        ["127.0.0.1", "::1"],
        "Addresses to answer on, over UDP and TCP: an address, or with its own port 192.0.2.1:5353 or [2001:db8::1]:5353. " +
        "0.0.0.0 and :: mean all.");

    private static string? Kept(string stateFolder, string folder) =>
        stateFolder.Length > 0 ? Path.GetFullPath(stateFolder, folder) : null;

    private static List<IPEndPoint> ListenOn(IReadOnlyList<ConfigScalar> texts, int port, ConfigErrors errors)
    {
        List<IPEndPoint> addresses = Addresses("listen", texts, port, errors);
        if (texts.Count == 0 && !errors.Any)
        {
            errors.Add(1, 1, "listen: no address");
        }

        return addresses;
    }

    public static List<IPEndPoint> Addresses(string key, IReadOnlyList<ConfigScalar> texts, int port, ConfigErrors errors)
    {
        var addresses = new List<IPEndPoint>();
        foreach (ConfigScalar text in texts)
        {
            IPEndPoint? address = Address(text.Text, port);
            if (address is null)
            {
                errors.Add(text, $"{key}: '{text.Text}' is neither an address nor an address with a port");
            }
            else if (addresses.Contains(address))
            {
                errors.Add(text, $"{key}: {address} is listed twice");
            }
            else
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    /// <summary>Stricter than .NET, for which "1" is an address too, and "[::1]:5353" one without port.</summary>
    internal static IPEndPoint? Address(string text, int port)
    {
        bool hasPort = text.StartsWith('[') || (text.Contains('.', StringComparison.Ordinal) && text.Contains(':', StringComparison.Ordinal));
        if (hasPort)
        {
            return IPEndPoint.TryParse(text, out IPEndPoint? whole) && whole.Port != 0 ? whole : null;
        }

        return IPAddress.TryParse(text, out IPAddress? alone)
            && (alone.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3)
            ? new IPEndPoint(alone, port)
            : null;
    }

    private static UdpOptions Udp(ConfigSection section)
    {
        var byDefault = new UdpOptions();
        var options = new UdpOptions
        {
            BatchSize = section.Integer(
                "batch-size", byDefault.BatchSize, 1, UdpOptions.LargestBatch, "Requests taken from the kernel with one call, at most."),
            ReceiveBufferSize = section.Integer(
                "receive-buffer", byDefault.ReceiveBufferSize, 4_096, 1 << 30, "Octets the kernel keeps for each socket; its own limit may be lower."),
            SendBufferSize = section.Integer(
                "send-buffer", byDefault.SendBufferSize, 4_096, 1 << 30, "The same for answers that wait to leave."),
        };
        section.End();
        return options;
    }

    private static TcpOptions Tcp(ConfigSection section)
    {
        var byDefault = new TcpOptions();
        var options = new TcpOptions
        {
            MaxConnections = section.Integer(
                "max-connections", byDefault.MaxConnections, 1, 65_535, "Open at once; past it the longest-idle one is closed."),
            MaxConnectionsPerPrefix = section.Integer(
                "max-connections-per-prefix", byDefault.MaxConnectionsPerPrefix, 1, 65_535, "The same for one client prefix."),
            Ipv4PrefixLength = section.Integer("ipv4-prefix-length", byDefault.Ipv4PrefixLength, 1, 32, "What a client prefix is in IPv4."),
            Ipv6PrefixLength = section.Integer("ipv6-prefix-length", byDefault.Ipv6PrefixLength, 1, 128, "What a client prefix is in IPv6."),
            IdleTimeout = section.Duration(
                "idle-timeout", byDefault.IdleTimeout, Millisecond, Hour, "A connection without a request is closed after this."),
            RequestTimeout = section.Duration(
                "request-timeout", byDefault.RequestTimeout, Millisecond, Hour, "A request must be whole this long after its first octet."),
            WriteTimeout = section.Duration(
                "write-timeout", byDefault.WriteTimeout, Millisecond, Hour, "A client must have taken an answer this long after it was ready."),
            MaxRequestsPerConnection = section.Integer(
                "max-requests-per-connection", byDefault.MaxRequestsPerConnection, 0, int.MaxValue, "Then the connection is closed; 0: any number."),
            Backlog = section.Integer("backlog", byDefault.Backlog, 1, 65_535, "Connections the kernel holds ready for each worker."),
            MaxBufferedSize = section.Integer(
                "max-buffered-size", byDefault.MaxBufferedSize, 1 << 20, int.MaxValue, "Octets kept for all connections together."),
        };
        section.End();
        return options;
    }

    private static EdnsOptions Edns(ConfigSection section)
    {
        const string payload = "Largest answer in octets over UDP and ";
        var byDefault = new EdnsOptions();
        (int smallest, int largest) = (EdnsOptions.SmallestPayload, EdnsOptions.LargestPayload);
        var options = new EdnsOptions
        {
            Ipv4PayloadLimit = section.Integer("ipv4-payload-limit", byDefault.Ipv4PayloadLimit, smallest, largest, payload + "IPv4."),
            Ipv6PayloadLimit = section.Integer("ipv6-payload-limit", byDefault.Ipv6PayloadLimit, smallest, largest, payload + "IPv6."),
            Nsid = Encoding.UTF8.GetBytes(section.Text(
                "nsid", "", "Name of this instance for those who ask with NSID (RFC 5001); \"\": not told.", EdnsOptions.LargestNsid)),
        };
        section.End();
        return options;
    }

    private static OnlineSigningOptions OnlineSigning(ConfigSection section)
    {
        var byDefault = new OnlineSigningOptions();
        var options = new OnlineSigningOptions
        {
            SignaturesPerSecond = section.Integer(
                "signatures-per-second", byDefault.SignaturesPerSecond, 1, OnlineSigningOptions.MostSignatures,
                "Made by each thread that answers, at most (one with RSA counts as 32); beyond that UDP clients are sent to TCP, and TCP ones get SERVFAIL."),
            CacheSize = section.Integer(
                "cache-size", byDefault.CacheSize, 1, OnlineSigningOptions.LargestCache,
                "Answers whose signatures each such thread keeps for an hour, a KiB each."),
        };
        section.End();
        return options;
    }

    private static IdentityOptions Identity(ConfigSection root)
    {
        ConfigSection section = root.Section(
            "identity", "What class CH says in TXT about this instance (RFC 4892); \"\": the question is refused.");
        string? Text(string key) => section.Text(key, "", $"{key.Replace('-', '.')}.", 255) is { Length: > 0 } text ? text : null;
        var options = new IdentityOptions
        {
            IdServer = Text("id-server"),
            HostnameBind = Text("hostname-bind"),
            VersionBind = Text("version-bind"),
            VersionServer = Text("version-server"),
        };
        section.End();
        return options;
    }

    internal static LogOptions Log(ConfigSection section)
    {
        var options = new LogOptions(
            section.Choice("level", LogLevel.Information, "How much: information or warning is usual."),
            section.Choice(
                "format", LogFormat.Text,
                "text: lines for people; json: an object a line, with zone, primary and cause as fields; journal: systemd's journal, with the same fields."),
            section.Integer(
                "burst", LogOptions.DefaultBurst, 0, 1_000_000,
                "Events of one kind that are written in ten seconds; of others only their number is. 0: all."));
        section.End();
        return options;
    }

    private static string Control(ConfigSection section)
    {
        string socket = section.Text("socket", "/run/rdns/control.sock", "Path of the Unix socket; its folder must exist.", 100);
        section.End();
        return socket;
    }

    private static string Write(ConfigNode node) => node switch
    {
        ConfigScalar scalar => SampleText.Quote(scalar.Text),
        ConfigList list => $"[{string.Join(',', list.Items.Select(Write))}]",
        ConfigMap map => $"{{{string.Join(',', map.Entries.Select(entry => Write(entry.Key) + ':' + Write(entry.Value)))}}}",
        _ => "",
    };
}
