using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests.Peers;

/// <summary>Configurations of peers with one zone, from a file or from us, that anybody on this machine may have.</summary>
internal static class PeerConfiguration
{
    public const string ZoneFile = "the.zone";
    public const string Secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /// <param name="primary">Our port; null: the zone comes from its file.</param>
    /// <param name="tls">Not with Knot, which has TLS since 3.4.</param>
    public static string Of(string name, string folder, int port, TsigKey? key, int? primary, PeerTls? tls) => name switch
    {
        "NSD" => Nsd(folder, port, key, primary, tls),
        "Knot" => Knot(folder, port, key, primary),
        _ => Bind(folder, port, key, primary, tls),
    };

    private static string Algorithm(TsigKey key) => TsigAlgorithms.NameOf(key.Algorithm).ToString().TrimEnd('.');

    private static string Name(TsigKey? key) => key?.Name.ToString().TrimEnd('.') ?? "NOKEY";

    private static string Nsd(string folder, int port, TsigKey? key, int? primary, PeerTls? tls)
    {
        string secure = tls is null ? ""
            : $"  tls-service-key: \"{tls.Key}\"\n  tls-service-pem: \"{tls.Certificate}\"\n  tls-port: {tls.Port}\n"
            + $"  ip-address: 127.0.0.1@{tls.Port}\n  tls-cert-bundle: \"{tls.Authority}\"";
        string withTls = tls is null ? "" : " ours";
        string auth = tls is null ? ""
            : $"tls-auth:\n  name: \"ours\"\n  auth-domain-name: \"{PeerTls.OurName}\"\n"
            + $"  client-cert: \"{tls.Certificate}\"\n  client-key: \"{tls.Key}\"\n";
        string keys = key is null ? "" : $"key:\n  name: \"{Name(key)}\"\n  algorithm: {Algorithm(key)}\n  secret: \"{Secret}\"\n";
        string zone = primary is int ours
            ? $"  request-xfr: 127.0.0.1@{ours} {Name(key)}{withTls}\n  allow-notify: 127.0.0.1 {Name(key)}\n"
            : "  store-ixfr: yes\n  create-ixfr: yes\n";
        return $"""
            server:
              ip-address: 127.0.0.1@{port}
              username: ""
              chroot: ""
              database: ""
              zonesdir: "{folder}"
              pidfile: "{folder}/nsd.pid"
              xfrdfile: "{folder}/nsd.xfrd"
              xfrdir: "{folder}"
              zonelistfile: "{folder}/nsd.zones"
              xfrd-reload-timeout: 0
              server-count: 1
            {secure}
            remote-control:
              control-enable: no
            {auth}{keys}zone:
              name: "{PrimaryServer.Zone}"
              zonefile: "{folder}/{ZoneFile}"
              provide-xfr: 127.0.0.1 {Name(key)}
            {zone}
            """;
    }

    private static string Knot(string folder, int port, TsigKey? key, int? primary)
    {
        string keys = key is null ? "" : $"key:\n  - id: {Name(key)}\n    algorithm: {Algorithm(key)}\n    secret: {Secret}\n";
        string withKey = key is null ? "" : $"    key: {Name(key)}\n";
        string remote = primary is int ours ? $"remote:\n  - id: ours\n    address: 127.0.0.1@{ours}\n{withKey}" : "";
        string zone = primary is null
            ? "    zonefile-load: difference\n    journal-content: changes\n"
            : "    master: ours\n    refresh-min-interval: 2\n";
        return $"""
            server:
              rundir: "{folder}"
              listen: 127.0.0.1@{port}
              udp-workers: 1
              tcp-workers: 1
              background-workers: 1
            log:
              - target: stderr
                any: info
            database:
              storage: "{folder}"
            {keys}{remote}acl:
              - id: anybody
                address: 127.0.0.1
                action: [transfer, notify]
            {withKey}template:
              - id: default
                semantic-checks: off
                zonefile-sync: -1
            zone:
              - domain: "{PrimaryServer.Zone}"
                file: "{folder}/{ZoneFile}"
                acl: anybody
            {zone}
            """;
    }

    private static string Bind(string folder, int port, TsigKey? key, int? primary, PeerTls? tls)
    {
        string secure = tls is null ? ""
            : $"tls \"ours\" {{ ca-file \"{tls.Authority}\"; remote-hostname \"{PeerTls.OurName}\"; protocols {{ TLSv1.3; }}; "
            + $"cert-file \"{tls.Certificate}\"; key-file \"{tls.Key}\"; }};\n"
            + $"tls \"own\" {{ cert-file \"{tls.Certificate}\"; key-file \"{tls.Key}\"; protocols {{ TLSv1.3; }}; }};";
        string withTls = tls is null ? "" : "tls \"ours\"";
        string listen = tls is null ? "" : $"listen-on port {tls.Port} tls \"own\" {{ 127.0.0.1; }};";
        string keys = key is null ? "" : $"key \"{Name(key)}\" {{ algorithm {Algorithm(key)}; secret \"{Secret}\"; }};";
        string withKey = key is null ? "" : $"key \"{Name(key)}\"";
        string allowed = key is null ? "127.0.0.1" : withKey;
        string zone = primary is int ours
            ? $"type secondary; primaries {{ 127.0.0.1 port {ours} {withKey} {withTls}; }}; masterfile-format text; allow-notify {{ {allowed}; }};"
            : "type primary; ixfr-from-differences yes;";
        return $$"""
            {{secure}}
            options {
              directory "{{folder}}";
              pid-file "{{folder}}/named.pid";
              session-keyfile "{{folder}}/session.key";
              managed-keys-directory "{{folder}}";
              listen-on port {{port}} { 127.0.0.1; };
              {{listen}}
              listen-on-v6 { none; };
              recursion no;
              dnssec-validation no;
              notify no;
              empty-zones-enable no;
              min-refresh-time 1;
              min-retry-time 1;
            };
            controls { };
            {{keys}}
            zone "{{PrimaryServer.Zone}}" { {{zone}} file "{{folder}}/{{ZoneFile}}"; allow-transfer { {{allowed}}; }; };

            """;
    }
}
