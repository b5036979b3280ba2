using System.Text;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A name server of others: its program, and the configuration that makes its answers comparable with ours.</summary>
public sealed record PeerKind(
    string Name,
    string Program,
    Func<string, int, IReadOnlyList<PeerZone>, string> Configuration,
    Func<string, IReadOnlyList<string>> Arguments)
{
    /// <summary>The largest datagram that is asked for and sent in these tests.</summary>
    public const int MaxPayload = 4096;

    public static readonly PeerKind Nsd = new("NSD", "nsd", NsdConfiguration, file => ["-d", "-c", file]);

    public static readonly PeerKind Knot = new("Knot", "knotd", KnotConfiguration, file => ["-c", file]);

    public static readonly PeerKind Bind = new("BIND", "named", BindConfiguration, file => ["-g", "-n", "1", "-c", file]);

    public static IReadOnlyList<PeerKind> All { get; } = [Nsd, Knot, Bind];

    private static string NsdConfiguration(string folder, int port, IReadOnlyList<PeerZone> zones)
    {
        var text = new StringBuilder($"""
            server:
              ip-address: 127.0.0.1
              port: {port}
              username: ""
              chroot: ""
              database: ""
              zonesdir: "{folder}"
              pidfile: "{folder}/nsd.pid"
              xfrdfile: "{folder}/nsd.xfrd"
              xfrdir: "{folder}"
              zonelistfile: "{folder}/nsd.zones"
              server-count: 1
              ipv4-edns-size: {MaxPayload}
              minimal-responses: yes
              refuse-any: no
              rrl-ratelimit: 0
              rrl-whitelist-ratelimit: 0
            remote-control:
              control-enable: no

            """);
        foreach (PeerZone zone in zones)
        {
            text.Append($"zone:\n  name: \"{zone.Origin}\"\n  zonefile: \"{zone.File}\"\n");
        }

        return text.ToString();
    }

    private static string KnotConfiguration(string folder, int port, IReadOnlyList<PeerZone> zones)
    {
        var text = new StringBuilder($"""
            server:
              rundir: "{folder}"
              listen: 127.0.0.1@{port}
              udp-max-payload: {MaxPayload}
              udp-workers: 1
              tcp-workers: 1
              background-workers: 1
            log:
              - target: stderr
                any: warning
            database:
              storage: "{folder}"
            template:
              - id: default
                semantic-checks: off
                zonefile-sync: -1
                journal-content: none
            zone:

            """);
        foreach (PeerZone zone in zones)
        {
            text.Append($"  - domain: \"{zone.Origin}\"\n    file: \"{zone.File}\"\n");
        }

        return text.ToString();
    }

    private static string BindConfiguration(string folder, int port, IReadOnlyList<PeerZone> zones)
    {
        var text = new StringBuilder($$"""
            options {
              directory "{{folder}}";
              pid-file "{{folder}}/named.pid";
              session-keyfile "{{folder}}/session.key";
              managed-keys-directory "{{folder}}";
              listen-on port {{port}} { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion no;
              dnssec-validation no;
              notify no;
              minimal-responses yes;
              minimal-any yes;
              empty-zones-enable no;
              answer-cookie no;
              edns-udp-size {{MaxPayload}};
              max-udp-size {{MaxPayload}};
              check-names primary ignore;
              check-integrity no;
              check-sibling no;
              check-wildcard no;
              check-mx ignore;
              check-srv-cname ignore;
              check-mx-cname ignore;
            };
            controls { };
            logging { category default { default_stderr; }; category lame-servers { null; }; };

            """);
        foreach (PeerZone zone in zones)
        {
            text.Append($"zone \"{zone.Origin}\" {{ type primary; file \"{zone.File}\"; }};\n");
        }

        return text.ToString();
    }
}
