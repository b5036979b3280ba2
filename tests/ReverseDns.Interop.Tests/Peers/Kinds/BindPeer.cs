using System.Text;

namespace ReverseDns.Interop.Tests.Peers.Kinds;

/// <summary>BIND, whose checks of what a zone means are left out.</summary>
internal static class BindPeer
{
    public static string Configuration(PeerSetup setup)
    {
        string folder = setup.Folder;
        var text = new StringBuilder($$"""
            {{Tls(setup.Tls)}}
            {{setup.IfSigned($"key \"{setup.KeyName}\" {{ algorithm {setup.KeyAlgorithm}; secret \"{PeerSetup.Secret}\"; }};")}}
            options {
              directory "{{folder}}";
              pid-file "{{folder}}/named.pid";
              session-keyfile "{{folder}}/session.key";
              managed-keys-directory "{{folder}}";
              listen-on port {{setup.Port}} { 127.0.0.1; };
              {{(setup.Tls is null ? "" : $"listen-on port {setup.Tls.Port} tls \"own\" {{ 127.0.0.1; }};")}}
              listen-on-v6 { none; };
              recursion no;
              dnssec-validation no;
              notify {{(setup.Secondary is null ? "no" : "explicit")}};
              notify-delay 0;
              minimal-responses yes;
              minimal-any yes;
              empty-zones-enable no;
              answer-cookie no;
              edns-udp-size {{PeerKind.MaxPayload}};
              max-udp-size {{PeerKind.MaxPayload}};
              min-refresh-time 1;
              min-retry-time 1;
              max-records-per-type 0;
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
        foreach (PeerZone zone in setup.Zones)
        {
            text.Append($"zone \"{zone.Origin}\" {{ file \"{zone.File}\"; {Transfers(setup)} }};\n");
        }

        return text.ToString();
    }

    private static string Transfers(PeerSetup setup)
    {
        string key = setup.IfSigned($"key \"{setup.KeyName}\"");
        string allowed = setup.Key is null ? "127.0.0.1" : key;
        string tls = setup.Tls is null ? "" : "tls \"ours\"";
        string notify = setup.Secondary is int secondary ? $"also-notify {{ 127.0.0.1 port {secondary} {key}; }};" : "";
        return !setup.Transfers ? "type primary;"
            : $"allow-transfer {{ {allowed}; }}; {notify} " + (setup.Primary is int primary
                ? $"type secondary; primaries {{ 127.0.0.1 port {primary} {key} {tls}; }}; masterfile-format text; allow-notify {{ {allowed}; }};"
                : "type primary; ixfr-from-differences yes;");
    }

    private static string Tls(PeerTls? tls) => tls is null ? "" : $$"""
        tls "ours" {
          ca-file "{{tls.Authority}}"; remote-hostname "{{PeerTls.OurName}}"; protocols { TLSv1.3; };
          cert-file "{{tls.Certificate}}"; key-file "{{tls.Key}}";
        };
        tls "own" { cert-file "{{tls.Certificate}}"; key-file "{{tls.Key}}"; protocols { TLSv1.3; }; };
        """;
}
