using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Configuration;

/// <summary>Reads the entries under 'synthesize:'.</summary>
internal static class SynthesisSection
{
    private const string Example =
        """
        synthesize:
          - zone: 0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa   # a reverse zone: the PTR of every address of the prefix that
            prefix: 2001:db8:100:8000::/49           # has no records of its own there
            template: "{address}.dyn.ixp.example"    # 2001-0db8-0100-8000-0000-0000-0000-0001.dyn.ixp.example
            ttl: 1h
          - zone: dyn.ixp.example                    # any other: the A or AAAA of these names, for the addresses of
            prefix: 2001:db8:100:8000::/49           # the prefix alone
            template: "{address}.dyn.ixp.example"
        """;

    private static readonly TimeSpan LargestTimeToLive = TimeSpan.FromSeconds(int.MaxValue);

    public static IReadOnlyList<SynthesisRule> Read(ConfigSection root, DnssecConfiguration dnssec, ConfigErrors errors)
    {
        var rules = new List<(SynthesisRule Rule, int Line)>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps(
            "synthesize", "Records that zones have for every address of a prefix without holding them (RFC 8501).", Example))
        {
            SynthesisRule? rule = ReadOne(section, place, errors);
            if (rule is not null && dnssec.Signs(rule.Zone))
            {
                CheckSigned(rule, dnssec, place, errors);
            }

            int same = rule is null ? -1 : rules.FindIndex(other => other.Rule.Overlaps(rule));
            if (same >= 0)
            {
                errors.Add(place, $"synthesize: makes the same names as the entry in line {rules[same].Line}");
            }
            else if (rule is not null)
            {
                rules.Add((rule, place.Line));
            }
        }

        return [.. rules.Select(listed => listed.Rule)];
    }

    private static void CheckSigned(SynthesisRule rule, DnssecConfiguration dnssec, ConfigMap place, ConfigErrors errors)
    {
        if (dnssec.PolicyOf(rule.Zone).Signing.Denial != DenialKind.Nsec)
        {
            errors.Add(place, $"synthesize: {rule.Zone} is signed: that needs 'dnssec.denial: nsec', as hashes deny names anywhere in the zone");
        }

        if (rule.Ttl > dnssec.PolicyOf(rule.Zone).Keys.LargestTimeToLive.TotalSeconds)
        {
            errors.Add(place, "synthesize.ttl: above 'dnssec.max-zone-ttl', which keys wait for before they go");
        }
    }

    private static SynthesisRule? ReadOne(ConfigSection section, ConfigMap place, ConfigErrors errors)
    {
        string zone = section.Text("zone", "", "");
        string prefix = section.Text("prefix", "", "");
        string template = section.Text("template", "", "");
        TimeSpan ttl = section.Duration("ttl", TimeSpan.FromHours(1), TimeSpan.Zero, LargestTimeToLive, "");
        section.End();
        if (zone.Length == 0 || prefix.Length == 0 || template.Length == 0)
        {
            errors.Add(place, "synthesize: an entry has 'zone', 'prefix' and 'template'");
            return null;
        }

        if (!DomainName.TryParse(zone, out DomainName origin))
        {
            errors.Add(section.Find("zone")!, $"synthesize.zone: '{zone}' is not a domain name");
        }

        if (!AddressPrefix.TryParse(prefix, out AddressPrefix addresses))
        {
            errors.Add(section.Find("prefix")!, $"synthesize.prefix: '{prefix}' is not an address prefix");
        }

        if (!NameTemplate.TryParse(template, out NameTemplate? names, out string? whyNot))
        {
            errors.Add(section.Find("template")!, $"synthesize.template: {whyNot}");
        }

        if (errors.Any || names is null)
        {
            return null;
        }

        if (!SynthesisRule.TryCreate(origin, addresses, names, (uint)ttl.TotalSeconds, out SynthesisRule? rule, out whyNot))
        {
            errors.Add(place, $"synthesize: {whyNot}");
        }

        return rule;
    }
}
