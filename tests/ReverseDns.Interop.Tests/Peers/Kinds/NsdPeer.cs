using System.Text;

namespace ReverseDns.Interop.Tests.Peers.Kinds;

/// <summary>NSD, which keeps changes of its own zones only when told to.</summary>
internal static class NsdPeer
{
    public static string Configuration(PeerSetup setup)
    {
        string folder = setup.Folder;
        var text = new StringBuilder($"""
            server:
              ip-address: 127.0.0.1@{setup.Port}
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
              ipv4-edns-size: {PeerKind.MaxPayload}
              minimal-responses: yes
              refuse-any: no
              rrl-ratelimit: 0
              rrl-whitelist-ratelimit: 0
            {Tls(setup.Tls)}
            remote-control:
              control-enable: no
            {setup.IfSigned($"key:\n  name: \"{setup.KeyName}\"\n  algorithm: {setup.KeyAlgorithm}\n  secret: \"{PeerSetup.Secret}\"")}

            """);
        foreach (PeerZone zone in setup.Zones)
        {
            text.Append($"zone:\n  name: \"{zone.Origin}\"\n  zonefile: \"{zone.File}\"\n{Transfers(setup)}");
        }

        return text.ToString();
    }

    private static string Transfers(PeerSetup setup)
    {
        string key = setup.Key is null ? "NOKEY" : setup.KeyName;
        string notify = setup.Secondary is int secondary ? $"  notify: 127.0.0.1@{secondary} {key}\n" : "";
        return !setup.Transfers ? ""
            : $"  provide-xfr: 127.0.0.1 {key}\n{notify}" + (setup.Primary is int primary
                ? $"  request-xfr: 127.0.0.1@{primary} {key}{(setup.Tls is null ? "" : " ours")}\n  allow-notify: 127.0.0.1 {key}\n"
                : "  store-ixfr: yes\n  create-ixfr: yes\n");
    }

    private static string Tls(PeerTls? tls) => tls is null ? "" : $"""
          tls-service-key: "{tls.Key}"
          tls-service-pem: "{tls.Certificate}"
          tls-port: {tls.Port}
          ip-address: 127.0.0.1@{tls.Port}
          tls-cert-bundle: "{tls.Authority}"
        tls-auth:
          name: "ours"
          auth-domain-name: "{PeerTls.OurName}"
          client-cert: "{tls.Certificate}"
          client-key: "{tls.Key}"
        """;
}
