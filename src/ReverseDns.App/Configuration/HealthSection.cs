using ReverseDns.App.Health;
using ReverseDns.Protocol;

namespace ReverseDns.App.Configuration;

/// <summary>Reads what an instance is held against before clients are sent to it.</summary>
internal static class HealthSection
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static HealthOptions Read(ConfigSection section, int port, ConfigErrors errors)
    {
        var byDefault = new HealthOptions();
        TimeSpan Time(string key, TimeSpan value, TimeSpan min, TimeSpan max, string comment) => section.Duration(key, value, min, max, comment);
        int Percent(string key, int value, string comment) => section.Integer(key, value, 0, 100, comment);
        var options = new HealthOptions
        {
            Probes = section.Boolean("probes", byDefault.Probes, "Ask the service addresses over UDP and TCP, each once a second; these questions are counted like others."),
            Addresses = ConfigurationReader.Addresses("health.addresses", section.Texts(
                "addresses", [], "Service addresses to ask, such as the anycast ones where all addresses are listened on; [] are those under 'listen'."), port, errors),
            ProbeTimeout = Time("probe-timeout", byDefault.ProbeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(900), "A question without an answer for so long is lost."),
            ProbeLoss = Percent("probe-loss", byDefault.ProbeLoss, "More than so many percent of them lost in a minute: degraded."),
            SlowAfter = Time("slow-after", byDefault.SlowAfter, TimeSpan.FromMilliseconds(1), Second, "Half of the answers of a minute took longer: degraded."),
            StuckAfter = Time("stuck-after", byDefault.StuckAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "A thread that is at one batch of questions for longer is stuck: bad."),
            Mandatory = Names(section, "mandatory-zones", ["."], "Zones that count, each with all below it.", errors),
            Optional = Names(section, "optional-zones", [], "Of those the zones that do not, each with all below it.", errors),
            CatalogMembers = section.Boolean("catalog-members", byDefault.CatalogMembers, "Zones that catalogs list count too."),
            SignatureMargin = Time("signature-margin", byDefault.SignatureMargin, TimeSpan.Zero, Day * 30, "A signature ends sooner: degraded."),
            SignatureLeast = Time("signature-least", byDefault.SignatureLeast, TimeSpan.Zero, Day, "A signature ends sooner: bad."),
            LagLimit = Time("lag-limit", byDefault.LagLimit, Second, Day, "Something newer than what is answered with has been known of for longer: degraded."),
            MemoryFree = Percent("memory-free", byDefault.MemoryFree, "Less of the memory is left, in percent: degraded."),
            DiskFree = Percent("disk-free", byDefault.DiskFree, "Less is left where the state folder is, in percent: degraded."),
            BadAfter = Time("bad-after", byDefault.BadAfter, Second, TimeSpan.FromMinutes(1), "Seconds in a row with a reason, the last of which changes the verdict."),
            WellAfter = Time("well-after", byDefault.WellAfter, Second, TimeSpan.FromHours(1), "Without a break without any, before the verdict becomes better again; doubled each time while a fault comes and goes,"),
            LongestHold = Time("longest-hold", byDefault.LongestHold, Second, Day, "up to this."),
            StartHold = Time("start-hold", byDefault.StartHold, TimeSpan.Zero, TimeSpan.FromHours(1), "The same after a start."),
            KeepLast = section.Choice(
                "keep-last", byDefault.KeepLast,
                "The floor: what must not make the instance bad, as stale data is better than none. never: nothing; fleet: reasons of data, unless another " +
                "instance under 'fleet' is seen to be well; data: reasons of data; always: none, once it has been well."),
        };
        section.End();
        return options;
    }

    private static List<DomainName> Names(ConfigSection section, string key, IReadOnlyList<string> byDefault, string comment, ConfigErrors errors)
    {
        var names = new List<DomainName>();
        foreach (ConfigScalar text in section.Texts(key, byDefault, comment))
        {
            if (DomainName.TryParse(text.Text, out DomainName name))
            {
                names.Add(name);
            }
            else
            {
                errors.Add(text, $"health.{key}: '{text.Text}' is not a domain name");
            }
        }

        return names;
    }
}
