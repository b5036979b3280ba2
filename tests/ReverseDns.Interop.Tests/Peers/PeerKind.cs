using ReverseDns.Interop.Tests.Peers.Kinds;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A name server of others: its program, and the configuration that makes what it does comparable with ours.</summary>
public sealed record PeerKind(
    string Name,
    string Program,
    Func<PeerSetup, string> Configuration,
    Func<string, IReadOnlyList<string>> Arguments)
{
    /// <summary>The largest datagram that is asked for and sent in these tests.</summary>
    public const int MaxPayload = 4096;

    public static readonly PeerKind Nsd = new("NSD", "nsd", NsdPeer.Configuration, file => ["-d", "-c", file]);

    public static readonly PeerKind Knot = new("Knot", "knotd", KnotPeer.Configuration, file => ["-c", file]);

    public static readonly PeerKind Bind = new("BIND", "named", BindPeer.Configuration, file => ["-g", "-n", "1", "-c", file]);

    public static readonly PeerKind PowerDns = new("PowerDNS", "pdns_server", PowerDnsPeer.Configuration, PowerDnsPeer.Arguments)
    {
        Tools = ["pdnsutil", "pdns_control", "sqlite3"],
        PrepareAsync = PowerDnsPeer.PrepareAsync,
        PublishAsync = PowerDnsPeer.PublishAsync,
    };

    public static readonly PeerKind Yadifa = new("YADIFA", "yadifad", YadifaPeer.Configuration, file => ["--nodaemon", "-c", file])
    {
        Tools = ["nsupdate"],
        PrepareAsync = YadifaPeer.PrepareAsync,
        PublishAsync = YadifaPeer.PublishAsync,
    };

    /// <summary>Those whose answers are compared with ours.</summary>
    public static IReadOnlyList<PeerKind> All { get; } = [Nsd, Knot, Bind];

    /// <summary>Those that zones are exchanged with.</summary>
    public static IReadOnlyList<PeerKind> OfTransfers { get; } = [Nsd, Knot, Bind, PowerDns, Yadifa];

    /// <summary>Programs beside the server.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What is made before its start, beside the configuration.</summary>
    public Func<PeerSetup, Task>? PrepareAsync { get; init; }

    /// <summary>Has it take a version of the zone: its lines, those before, and the file they are in. Null: it hangs up and reads the file.</summary>
    public Func<PeerSetup, ZoneEdit, Task>? PublishAsync { get; init; }

    public static PeerKind Of(string name) => OfTransfers.Single(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));
}
