using ReverseDns.App.Signing;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Configuration;

/// <summary>Reads the keys under 'dnssec:', and refuses what cannot be.</summary>
internal static class DnssecSection
{
    private const string All = "*";

    private const string Example =
        """
        exceptions:
          - zones: [ixp.example]
            denial: nsec3
            algorithm: ed25519
        """;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);

    public static DnssecConfiguration Read(ConfigSection section, string folder, ConfigErrors errors)
    {
        IReadOnlyList<ConfigScalar> sign = section.Texts(
            "sign", [], "Zones to sign and to keep signed: their names, or \"*\" for all. One that is taken out becomes unsigned, its DS first.");
        string keyFolder = section.Text(
            "key-folder", "/var/lib/rdns/keys", "Where keys and the state of their rolls are: BIND's K*.key and K*.private, these of mode 0600.", 4_096);
        string module = section.Text(
            "pkcs11-module", "", "The PKCS#11 module (a .so) of a token that keeps private keys; \"\": all are in files.", 4_096);
        IReadOnlyList<ConfigScalar> parents = section.Texts(
            "parent-servers", [], "Every server of the parent's, for seeing whether it has the DS; []: the system's resolvers are asked which they are.");
        var byDefault = new ZonePolicy(
            new KeyPolicy(), new SigningOptions(), AsksParent: true, ConfigurationReader.Addresses("dnssec.parent-servers", parents, port: 53, errors));
        ZonePolicy policy = Policy(section, byDefault, errors);
        Dictionary<DomainName, ZonePolicy> exceptions = Exceptions(section, policy, errors);
        section.End();
        return new DnssecConfiguration
        {
            KeyFolder = Path.GetFullPath(keyFolder, folder),
            TokenModule = module.Length > 0 ? Path.GetFullPath(module, folder) : null,
            Zones = sign.Any(name => name.Text is All) ? null : Zones("sign", sign, errors),
            Policy = policy,
            Exceptions = exceptions,
        };
    }

    /// <summary>Zones with keys of their own in the section: what an entry does not say is as for all.</summary>
    private static Dictionary<DomainName, ZonePolicy> Exceptions(ConfigSection section, ZonePolicy policy, ConfigErrors errors)
    {
        var exceptions = new Dictionary<DomainName, ZonePolicy>();
        foreach ((ConfigSection entry, ConfigMap place) in section.Maps(
            "exceptions", "Zones that are signed otherwise: each entry takes the keys above from 'parent-servers' on, and without them is as the rest.", Example))
        {
            IReadOnlyList<ConfigScalar> names = entry.Texts("zones", [], "");
            IReadOnlyList<ConfigScalar> parents = entry.Texts("parent-servers", [], "");
            ZonePolicy byDefault = parents.Count == 0
                ? policy
                : policy with { ParentServers = ConfigurationReader.Addresses("dnssec.exceptions.parent-servers", parents, port: 53, errors) };
            ZonePolicy own = Policy(entry, byDefault, errors);
            entry.End();
            if (names.Count == 0)
            {
                errors.Add(place, "dnssec.exceptions: an entry names its zones in 'zones'");
            }

            foreach (DomainName zone in Zones("exceptions.zones", names, errors))
            {
                if (!exceptions.TryAdd(zone, own))
                {
                    errors.Add(place, $"dnssec.exceptions: {zone} is in two entries");
                }
            }
        }

        return exceptions;
    }

    private static ZonePolicy Policy(ConfigSection section, ZonePolicy byDefault, ConfigErrors errors)
    {
        bool asks = section.Boolean(
            "parent-check", byDefault.AsksParent, "See that all of the parent's servers have the new DS before an old key goes. false: somebody else sees to that, or there is no DS.");
        KeyPolicy keys = Keys(section, byDefault.Keys);
        SigningOptions signing = Signing(section, byDefault.Signing);
        foreach (PolicyFault fault in PolicyCheck.Run(keys, signing))
        {
            errors.Add(section.Find(fault.Setting) ?? section.Place, $"dnssec.{fault.Setting}: {fault.Reason}");
        }

        return new ZonePolicy(keys, signing, asks, byDefault.ParentServers);
    }

    private static KeyPolicy Keys(ConfigSection section, KeyPolicy byDefault)
    {
        return byDefault with
        {
            Algorithm = section.Choice(
                "algorithm", byDefault.Algorithm, "A zone with keys of another one is rolled to it: ecdsap256sha256, ed25519, ecdsap384sha384, ed448, rsasha256, rsasha512."),
            RsaBits = section.Integer("rsa-bits", byDefault.RsaBits, 1_024, 4_096, "Length of new RSA keys."),
            IsCombined = section.Boolean("single-key", byDefault.IsCombined, "One key for everything (CSK) instead of a KSK and a ZSK."),
            HasStandby = section.Boolean("standby-keys", byDefault.HasStandby, "Publish one more key of each kind, for an emergency."),
            KeySigningLifetime = Lifetime(section, "ksk-lifetime", byDefault.KeySigningLifetime ?? TimeSpan.Zero, "A KSK or CSK is replaced at this age; 0s: when told."),
            ZoneSigningLifetime = Lifetime(section, "zsk-lifetime", byDefault.ZoneSigningLifetime ?? TimeSpan.Zero, "A ZSK is replaced at this age; 0s: when told."),
            PublishesCds = section.Boolean("cds", byDefault.PublishesCds, "Ask the parent for the DS by CDS and CDNSKEY (RFC 7344, 8078)."),
            DnsKeyTimeToLive = section.Duration("dnskey-ttl", byDefault.DnsKeyTimeToLive, Second, Week, "TTL of DNSKEY, CDS and CDNSKEY."),
            LargestTimeToLive = section.Duration("max-zone-ttl", byDefault.LargestTimeToLive, Second, Week * 4, "No TTL in the zone is larger; one that has been seen to be is waited for."),
            ZonePropagation = section.Duration("zone-propagation", byDefault.ZonePropagation, TimeSpan.Zero, Week, "Until every server of the zone has a new version."),
            ParentTimeToLive = section.Duration("parent-ttl", byDefault.ParentTimeToLive, Second, Week, "TTL of the DS at the parent, or of its absence; a larger one is seen."),
            ParentPropagation = section.Duration("parent-propagation", byDefault.ParentPropagation, TimeSpan.Zero, Week, "Until every server of the parent's has a new version."),
        };
    }

    private static SigningOptions Signing(ConfigSection section, SigningOptions byDefault)
    {
        return byDefault with
        {
            Denial = section.Choice("denial", byDefault.Denial, "How names are denied: nsec, nsec3 (no salt, no iterations) or nsec3optout."),
            Digests = section.Choice("zonemd", byDefault.Digests, "Digests of the whole zone (RFC 8976) in each version: none, sha384, sha512 or both. Every change then takes a pass over the zone."),
            Validity = section.Duration("validity", byDefault.Validity, TimeSpan.FromHours(1), Year, "How long a signature is good."),
            Refresh = section.Duration("refresh", byDefault.Refresh, TimeSpan.FromMinutes(1), Year, "A signature with less left is made anew."),
            Jitter = section.Duration("jitter", byDefault.Jitter, TimeSpan.Zero, Year, "Signatures end as much earlier, at most, to spread the work."),
            BackDating = section.Duration("back-dating", byDefault.BackDating, TimeSpan.Zero, Week, "Signatures begin as long ago, for validators whose clocks are behind."),
        };
    }

    private static TimeSpan? Lifetime(ConfigSection section, string key, TimeSpan byDefault, string comment) =>
        section.Duration(key, byDefault, TimeSpan.Zero, Year * 20, comment) is { Ticks: > 0 } lifetime ? lifetime : null;

    private static HashSet<DomainName> Zones(string key, IReadOnlyList<ConfigScalar> names, ConfigErrors errors)
    {
        var zones = new HashSet<DomainName>();
        foreach (ConfigScalar name in names)
        {
            if (DomainName.TryParse(name.Text, DomainName.Root, out DomainName zone, out NameSyntax syntax))
            {
                zones.Add(zone);
            }
            else
            {
                errors.Add(name, $"dnssec.{key}: '{name.Text}' is not a domain name: {syntax}");
            }
        }

        return zones;
    }
}
