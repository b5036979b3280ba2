using ReverseDns.App.Rssac002;
using ReverseDns.Protocol;

namespace ReverseDns.App.Configuration;

/// <summary>Reads where the daily reports of RSSAC002 go, and under which name.</summary>
internal static class Rssac002Section
{
    /// <param name="keepsState">Reports are made of what is kept in the state folder.</param>
    public static Rssac002Options Read(ConfigSection section, string folder, bool keepsState, ConfigErrors errors)
    {
        string reports = section.Text(
            "folder", "", "Where reports go, in YYYY/MM/METRIC below it, a minute after the day's end (UTC); \"\": none are written.");
        string service = section.Text("service", "", "The service's name in the reports, such as d.in-addr-servers.arpa.");
        string prefix = section.Text(
            "prefix", "", "What their file names begin with, as in PREFIX-20261121-load-time.yaml; \"\": the service with '-' for '.'.");
        IReadOnlyList<ConfigScalar> names = section.Texts(
            "zones", [],
            "Zones of which load-time and zone-size tell, by serial; where there are several, each has files of its own " +
            "with its name behind the prefix.");
        section.End();
        var zones = new List<DomainName>();
        foreach (ConfigScalar name in names)
        {
            if (DomainName.TryParse(name.Text, out DomainName zone))
            {
                zones.Add(zone);
            }
            else
            {
                errors.Add(name, $"rssac002.zones: '{name.Text}' is no domain name");
            }
        }

        prefix = prefix.Length > 0 ? prefix : service.TrimEnd('.').Replace('.', '-');
        if (reports.Length > 0)
        {
            Check(section, service, prefix, keepsState, errors);
        }

        return new Rssac002Options(reports.Length > 0 ? Path.GetFullPath(reports, folder) : null, service, prefix, zones);
    }

    private static void Check(ConfigSection section, string service, string prefix, bool keepsState, ConfigErrors errors)
    {
        if (service.Length == 0 || !service.All(IsPlain))
        {
            errors.Add(section.Place, "rssac002.service: a name of letters, digits, '-', '_' and '.' is needed");
        }

        if (!prefix.All(IsPlain) || prefix.StartsWith('.'))
        {
            errors.Add(section.Place, "rssac002.prefix: letters, digits, '-', '_' and '.'");
        }

        if (!keepsState)
        {
            errors.Add(section.Place, "rssac002.folder: reports are made of what is kept in the 'state-folder' (with 'history')");
        }
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.';
}
