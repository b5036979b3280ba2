using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Configuration;

/// <summary>Reads how many answers a second clients may have.</summary>
internal static class RateLimitSection
{
    public static RateLimitOptions Read(ConfigSection section, ConfigErrors errors)
    {
        var byDefault = new RateLimitOptions();
        var options = new RateLimitOptions
        {
            IsOn = section.Boolean("enabled", byDefault.IsOn, "Limit answers over UDP. All keys here but 'table-size' are read again at a reload."),
            Ipv4 = Levels(
                section, "ipv4", byDefault.Ipv4, 32,
                $"Networks that have a limit together, the smallest first: prefix length and answers a second, one for each {RateLimitOptions.OctetsInAnswer} octets begun.",
                errors),
            Ipv6 = Levels(section, "ipv6", byDefault.Ipv6, 128, "The same for IPv6.", errors),
            Burst = section.Duration(
                "burst", byDefault.Burst, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1),
                "Answers of so long a time may be had at once by who has not asked before."),
            Slip = section.Integer(
                "slip", byDefault.Slip, 0, 100,
                "Of those beyond a limit each so manieth gets TC alone, so that who is real can come over TCP; 1: all of them, 0: none."),
            IsDryRun = section.Boolean("dry-run", byDefault.IsDryRun, "Count and log who would be limited, and limit nobody."),
            Allowed = Allowed(section, byDefault.Allowed, errors),
            TableSize = section.Integer(
                "table-size", byDefault.TableSize, RateLimitOptions.SmallestTable, RateLimitOptions.LargestTable,
                "Networks that can be in debt at once, 8 octets each; who asks less than a limit is so for a millisecond."),
        };
        section.End();
        return options;
    }

    private static List<RateLimitLevel> Levels(
        ConfigSection section, string key, IReadOnlyList<RateLimitLevel> byDefault, int width, string comment, ConfigErrors errors)
    {
        var levels = new List<RateLimitLevel>();
        foreach (ConfigScalar text in section.Texts(key, [.. byDefault.Select(level => level.ToString())], comment))
        {
            bool isRead = RateLimitLevel.TryParse(text.Text, out RateLimitLevel level)
                && level.PrefixLength >= 1 && level.PrefixLength <= width && level.AnswersPerSecond is >= 1 and <= RateLimitOptions.MostAnswers;
            if (!isRead)
            {
                errors.Add(text, $"rate-limit.{key}: '{text.Text}' is no prefix length with answers a second, such as \"{byDefault[0]}\"");
            }
            else if (levels.Count > 0 && levels[^1].PrefixLength <= level.PrefixLength)
            {
                errors.Add(text, $"rate-limit.{key}: '{text.Text}' must stand before '{levels[^1]}', and each length once");
            }
            else if (levels.Count == RateLimitOptions.MostLevels)
            {
                errors.Add(text, $"rate-limit.{key}: more than {RateLimitOptions.MostLevels} limits");
            }
            else
            {
                levels.Add(level);
            }
        }

        return levels;
    }

    private static List<AddressPrefix> Allowed(ConfigSection section, IReadOnlyList<AddressPrefix> byDefault, ConfigErrors errors)
    {
        var allowed = new List<AddressPrefix>();
        foreach (ConfigScalar text in section.Texts(
            "allow", [.. byDefault.Select(prefix => prefix.ToString())], "Addresses and networks without a limit, such as your own resolvers and monitoring."))
        {
            if (AddressPrefix.TryParse(text.Text, out AddressPrefix prefix))
            {
                allowed.Add(prefix);
            }
            else
            {
                errors.Add(text, $"rate-limit.allow: '{text.Text}' is neither an address nor a prefix");
            }
        }

        return allowed;
    }
}
