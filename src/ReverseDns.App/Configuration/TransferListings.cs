using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>Reads what rdns.yaml says about transfers: keys, who may have zones, who is told of new versions.</summary>
internal static class TransferListings
{
    private const string KeyExample =
        """
        tsig-keys:
          - file: primary-key.conf           # as tsig-keygen writes it; mode 0600
        """;

    private const string RuleExample =
        """
        allow-transfer:
          - from: [192.0.2.53, 2001:db8::/32]
            key: primary-key                 # and signed with this key; without it, signed or not
            zones: [2.0.192.in-addr.arpa]    # without it, all zones
          - from: 203.0.113.0/24
            transport: tls                   # and over TLS only; without it, over TCP too
            client-certificate:              # and with such a certificate, over TLS:
              name: secondary.example        #   for this name,
              authorities: authority.pem     #   confirmed by one of these (without it, of the system's);
              pins: []                       #   or, or too, with one of these keys (base64 of its SHA-256)
        """;

    private const string NotifyExample =
        """
        notify:
          - to: [192.0.2.53, "[2001:db8::53]:5353"]
            key: primary-key
        """;

    public static IReadOnlyList<TsigKey> Keys(ConfigSection root, string folder, ConfigErrors errors)
    {
        var keys = new List<TsigKey>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps("tsig-keys", "Keys shared with other servers (TSIG).", KeyExample))
        {
            string file = section.Text("file", "", "", 4_096);
            section.End();
            string? fault = "no file";
            IReadOnlyList<TsigKey>? read = file.Length > 0 ? TsigKeyFile.Read(Path.GetFullPath(file, folder), out fault) : null;
            if (read is null)
            {
                errors.Add(place, $"tsig-keys: {file}: {fault}");
            }

            foreach (TsigKey key in read ?? [])
            {
                if (keys.Exists(other => other.Name == key.Name))
                {
                    errors.Add(place, $"tsig-keys: there are two keys {key.Name}");
                }

                keys.Add(key);
            }
        }

        return keys;
    }

    public static IReadOnlyList<ListedTransfer> Rules(
        ConfigSection root, string folder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        var listed = new List<ListedTransfer>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps(
            "allow-transfer", "Who may have zones by AXFR and IXFR; nobody else may.", RuleExample))
        {
            var prefixes = new List<AddressPrefix>();
            foreach (ConfigScalar text in section.Texts("from", [], ""))
            {
                if (AddressPrefix.TryParse(text.Text, out AddressPrefix prefix))
                {
                    prefixes.Add(prefix);
                }
                else
                {
                    errors.Add(text, $"allow-transfer.from: '{text.Text}' is neither an address nor a prefix");
                }
            }

            TsigKey? key = Key(section, "key", keys, errors);
            bool needsTls = section.Choice("transport", RuleTransport.Any, "") == RuleTransport.Tls;
            PeerTrust? certificate = TlsSection.Client(section, "client-certificate", folder, errors);
            IReadOnlyList<DomainName>? zones = Zones(section, errors);
            section.End();
            if (prefixes.Count == 0)
            {
                errors.Add(place, "allow-transfer: an entry says from where in 'from'");
            }

            listed.Add(new ListedTransfer([.. prefixes.Select(prefix => new TransferRule(prefix, key?.Name, needsTls, certificate))], zones));
        }

        return listed;
    }

    public static IReadOnlyList<ListedNotify> Notifies(ConfigSection root, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        var listed = new List<ListedNotify>();
        foreach ((ConfigSection section, _) in root.Maps("notify", "Who is told of new versions of zones.", NotifyExample))
        {
            IReadOnlyList<IPEndPoint> servers = Servers(section, "to", "", errors);
            TsigKey? key = Key(section, "key", keys, errors);
            IReadOnlyList<DomainName>? zones = Zones(section, errors);
            section.End();
            listed.Add(new ListedNotify([.. servers.Select(server => new NotifyTarget(server, key))], zones));
        }

        return listed;
    }

    /// <summary>A zone that entries name has their rules and the general ones.</summary>
    public static TransferSettings Settings(IReadOnlyList<TsigKey> keys, IReadOnlyList<ListedTransfer> listed)
    {
        TransferRule[] general = [.. listed.Where(entry => entry.Zones is null).SelectMany(entry => entry.Rules)];
        var own = new Dictionary<DomainName, IReadOnlyList<TransferRule>>();
        foreach (ListedTransfer entry in listed)
        {
            foreach (DomainName zone in entry.Zones ?? [])
            {
                own[zone] = [.. own.GetValueOrDefault(zone) ?? general, .. entry.Rules];
            }
        }

        return new TransferSettings { Keys = keys, Rules = general, ZoneRules = own };
    }

    public static TsigKey? Key(ConfigSection section, string name, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        string text = section.Text(name, "", "");
        if (text.Length == 0)
        {
            return null;
        }

        TsigKey? key = DomainName.TryParse(text, out DomainName wanted) ? keys.FirstOrDefault(key => key.Name == wanted) : null;
        if (key is null)
        {
            errors.Add(section.Find(name)!, $"{name}: there is no key '{text}' in 'tsig-keys'");
        }

        return key;
    }

    public static IReadOnlyList<IPEndPoint> Servers(
        ConfigSection section, string name, string comment, ConfigErrors errors, int port = 53)
    {
        var servers = new List<IPEndPoint>();
        foreach (ConfigScalar text in section.Texts(name, [], comment))
        {
            if (ConfigurationReader.Address(text.Text, port) is { } server)
            {
                servers.Add(server);
            }
            else
            {
                errors.Add(text, $"{name}: '{text.Text}' is neither an address nor an address with a port");
            }
        }

        return servers;
    }

    private static List<DomainName>? Zones(ConfigSection section, ConfigErrors errors)
    {
        if (section.Find("zones") is null)
        {
            return null;
        }

        var zones = new List<DomainName>();
        foreach (ConfigScalar text in section.Texts("zones", [], ""))
        {
            if (DomainName.TryParse(text.Text, out DomainName zone))
            {
                zones.Add(zone);
            }
            else
            {
                errors.Add(text, $"zones: '{text.Text}' is not a domain name");
            }
        }

        return zones;
    }

    private enum RuleTransport
    {
        Any,
        Tls,
    }
}
