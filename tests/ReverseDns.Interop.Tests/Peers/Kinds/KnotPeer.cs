using System.Text;

namespace ReverseDns.Interop.Tests.Peers.Kinds;

/// <summary>Knot DNS. It has no TLS before 3.4.</summary>
internal static class KnotPeer
{
    public static string Configuration(PeerSetup setup)
    {
        string folder = setup.Folder;
        string key = setup.IfSigned($"    key: {setup.KeyName}\n");
        string Remote(string id, int? port) => port is null ? "" : $"  - id: {id}\n    address: 127.0.0.1@{port}\n{key}";
        string remotes = Remote("primary", setup.Primary) + Remote("secondary", setup.Secondary);
        var text = new StringBuilder($"""
            server:
              rundir: "{folder}"
              listen: 127.0.0.1@{setup.Port}
              udp-max-payload: {PeerKind.MaxPayload}
              udp-workers: 1
              tcp-workers: 1
              background-workers: 1
            log:
              - target: stderr
                any: {(setup.Transfers ? "info" : "warning")}
            database:
              storage: "{folder}"
            {setup.IfSigned($"key:\n  - id: {setup.KeyName}\n    algorithm: {setup.KeyAlgorithm}\n    secret: {PeerSetup.Secret}")}
            {(remotes.Length == 0 ? "" : "remote:\n" + remotes)}
            acl:
              - id: anybody
                address: 127.0.0.1
                action: [transfer, notify]
            {key}
            template:
              - id: default
                semantic-checks: off
                zonefile-sync: -1
                journal-content: {(setup.Transfers ? "changes" : "none")}
            zone:

            """);
        foreach (PeerZone zone in setup.Zones)
        {
            text.Append($"  - domain: \"{zone.Origin}\"\n    file: \"{zone.File}\"\n{Transfers(setup)}");
        }

        return text.ToString();
    }

    private static string Transfers(PeerSetup setup) => !setup.Transfers ? ""
        : "    acl: anybody\n"
        + (setup.Primary is null ? "    zonefile-load: difference\n" : "    master: primary\n    refresh-min-interval: 2\n")
        + (setup.Secondary is null ? "" : "    notify: secondary\n");
}
