using System.Globalization;
using System.Text;

namespace ReverseDns.Interop.Tests.Peers.Kinds;

/// <summary>YADIFA. It keeps changes of its own zones when they come by dynamic update, and not when their files are edited.</summary>
internal static class YadifaPeer
{
    public static string Configuration(PeerSetup setup)
    {
        string allowed = setup.Key is null ? "127.0.0.1" : "signed";
        var text = new StringBuilder($"""
            <main>
              daemon off
              chroot off
              log-path "{setup.Folder}/log"
              pid-file "{setup.Folder}/yadifad.pid"
              data-path "{setup.Folder}"
              keys-path "{setup.Folder}/keys"
              xfr-path "{setup.Folder}/xfr"
              port {setup.Port}
              listen 127.0.0.1
              statistics off
              thread-count-by-address 1
              allow-query any
              allow-transfer {allowed}
              allow-notify {allowed}
              allow-update 127.0.0.1
              allow-control none
            </main>
            {setup.IfSigned($"<key>\n  name {setup.KeyName}\n  algorithm {setup.KeyAlgorithm}\n  secret {PeerSetup.Secret}\n</key>\n<acl>\n  signed key {setup.KeyName}\n</acl>")}
            <channels>
              out STDOUT
            </channels>
            <loggers>
              server prod out
              zone prod out
              system prod out
              database prod out
            </loggers>

            """);
        string key = setup.IfSigned($" key {setup.KeyName}");
        foreach (PeerZone zone in setup.Zones)
        {
            string with = setup.Primary is int primary
                ? $"type secondary\n  primary 127.0.0.1 port {primary}{key}"
                : $"type primary\n  notify-auto off\n  notify 127.0.0.1 port {setup.Secondary}{key}";
            text.Append($"<zone>\n  domain {PeerSetup.NameOf(zone.Origin)}\n  file \"{Path.GetFileName(zone.File)}\"\n  {with}\n</zone>\n");
        }

        return text.ToString();
    }

    public static async Task PrepareAsync(PeerSetup setup)
    {
        foreach (string folder in (string[])["log", "keys", "xfr"])
        {
            Directory.CreateDirectory(Path.Combine(setup.Folder, folder));
        }

        // It wants the SOA first.
        foreach (string file in setup.Zones.Select(zone => zone.File).Where(File.Exists))
        {
            string[] records = await File.ReadAllLinesAsync(file);
            await File.WriteAllLinesAsync(file, records.OrderBy(record => !IsSoa(record)));
        }
    }

    public static async Task PublishAsync(PeerSetup setup, ZoneEdit edit)
    {
        string origin = edit.Zone.Origin.ToString();
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"server 127.0.0.1 {setup.Port}"),
            $"zone {origin}",
            .. edit.Removed.Where(record => !IsSoa(record)).Select(record => $"update delete {record}"),
            .. edit.Added.OrderBy(IsSoa).Select(record => $"update add {record}"),
            "send",
            "",
        ];
        string script = Path.Combine(setup.Folder, "update");
        await File.WriteAllTextAsync(script, string.Join('\n', lines));
        await Programs.RunAsync(setup.Folder, "nsupdate", "-v", script);
    }

    private static bool IsSoa(string record) => record.Split(' ', 4)[2] is "SOA";
}
