using ReverseDns.App.Incoming;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Configuration;

/// <summary>Reads 'gate:' of a zone that comes from other servers.</summary>
internal static class GateSection
{
    public static IncomingPolicy Read(ConfigSection entry, ConfigErrors errors)
    {
        if (entry.Find("gate") is null)
        {
            return IncomingPolicy.Default;
        }

        ConfigSection section = entry.Section("gate", "");
        var anchors = new List<TrustAnchor>();
        foreach (ConfigScalar text in section.Texts("trust-anchors", [], ""))
        {
            if (TrustAnchor.TryParse(text.Text, out TrustAnchor? anchor))
            {
                anchors.Add(anchor);
            }
            else
            {
                errors.Add(text, $"gate.trust-anchors: '{text.Text}' is neither a DS nor a DNSKEY, such as \"4660 13 2 0001...\"");
            }
        }

        var policy = new IncomingPolicy
        {
            Anchors = anchors,
            Signatures = section.Choice("dnssec", IncomingPolicy.Default.Signatures, ""),
            Digests = section.Choice("zonemd", IncomingPolicy.Default.Digests, ""),
            StaysSigned = section.Boolean("stay-signed", byDefault: true, ""),
            MostLostRecords = section.Integer("lost-records", IncomingPolicy.Default.MostLostRecords, 0, 100, ""),
            MostLostDelegations = section.Integer("lost-delegations", IncomingPolicy.Default.MostLostDelegations, 0, 100, ""),
            MostIterations = section.Integer("nsec3-iterations", IncomingPolicy.Default.MostIterations, 0, 2_500, ""),
        };
        section.End();
        return policy;
    }
}
