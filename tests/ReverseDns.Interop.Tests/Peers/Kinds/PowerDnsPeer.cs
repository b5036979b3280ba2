namespace ReverseDns.Interop.Tests.Peers.Kinds;

/// <summary>PowerDNS with its zones in SQLite. It answers IXFR with the whole zone, and asks for changes where a zone is told to.</summary>
internal static class PowerDnsPeer
{
    private const string Schema = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

    public static string Configuration(PeerSetup setup) => $"""
        launch=gsqlite3
        gsqlite3-database={Database(setup)}
        gsqlite3-pragma-synchronous=0
        gsqlite3-dnssec=yes
        local-address=127.0.0.1
        local-port={setup.Port}
        socket-dir={setup.Folder}
        primary={(setup.Primary is null ? "yes" : "no")}
        secondary={(setup.Primary is null ? "no" : "yes")}
        only-notify=127.0.0.1
        {(setup.Secondary is int secondary ? $"also-notify=127.0.0.1:{secondary}" : "")}
        allow-axfr-ips={(setup.Key is null ? "127.0.0.1" : "")}
        allow-notify-from=127.0.0.1
        allow-unsigned-notify={(setup.Key is null ? "yes" : "no")}
        cache-ttl=0
        query-cache-ttl=0
        negquery-cache-ttl=0
        zone-cache-refresh-interval=0
        xfr-cycle-interval=1
        receiver-threads=1
        distributor-threads=1
        retrieval-threads=1
        guardian=no
        daemon=no
        setuid=
        setgid=
        loglevel=6

        """;

    /// <param name="file">Its folder is what the server is told.</param>
    public static IReadOnlyList<string> Arguments(string file) => [$"--config-dir={Path.GetDirectoryName(file)}", "--config-name="];

    public static async Task PrepareAsync(PeerSetup setup)
    {
        File.Copy(Path.Combine(setup.Folder, "configuration"), Path.Combine(setup.Folder, "pdns.conf"));
        await Programs.RunAsync(setup.Folder, "sqlite3", Database(setup), $".read {Schema}");
        if (setup.Key is not null)
        {
            await UtilAsync(setup, "import-tsig-key", setup.KeyName, setup.KeyAlgorithm, PeerSetup.Secret);
        }

        foreach (PeerZone zone in setup.Zones)
        {
            string origin = PeerSetup.NameOf(zone.Origin);
            if (setup.Primary is int primary)
            {
                await UtilAsync(setup, "create-secondary-zone", origin, $"127.0.0.1:{primary}");
                await UtilAsync(setup, "set-meta", origin, "IXFR", "1");
            }
            else
            {
                await UtilAsync(setup, "load-zone", origin, zone.File);
                await UtilAsync(setup, "set-kind", origin, "primary");
            }

            if (setup.Key is not null)
            {
                await UtilAsync(setup, "set-meta", origin, "TSIG-ALLOW-AXFR", setup.KeyName);
                await UtilAsync(setup, "set-meta", origin, "AXFR-MASTER-TSIG", setup.KeyName);
            }
        }
    }

    public static async Task PublishAsync(PeerSetup setup, ZoneEdit edit)
    {
        string origin = PeerSetup.NameOf(edit.Zone.Origin);
        await UtilAsync(setup, "load-zone", origin, edit.Zone.File);
        await Programs.RunAsync(setup.Folder, "pdns_control", $"--socket-dir={setup.Folder}", "--config-name=", "notify", origin);
    }

    private static string Database(PeerSetup setup) => Path.Combine(setup.Folder, "zones.sqlite3");

    private static Task<string> UtilAsync(PeerSetup setup, params string[] arguments) =>
        Programs.RunAsync(setup.Folder, "pdnsutil", [$"--config-dir={setup.Folder}", .. arguments]);
}
