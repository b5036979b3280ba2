using System.Net;
using ReverseDns.App.Incoming;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>Reads the entries under 'zones:'.</summary>
internal static class ZoneListings
{
    private const string Example =
        """
        zones:
          - origin: 2.0.192.in-addr.arpa     # one zone and its file
            file: zones/192.0.2.zone
          - folder: delegations              # every file there that fits the pattern; what '*' stands for
            pattern: "*.zone"                # is the zone's name ('/' in it is written %2F)
          - origin: 113.0.203.in-addr.arpa   # one that comes from other servers (port 53 unless it is said),
            primaries: [192.0.2.1, "[2001:db8::1]:5353"]
            key: primary-key                 # signed with a key of 'tsig-keys'
          - origin: 100.51.198.in-addr.arpa  # the same over TLS (port 853 unless it is said)
            primaries: 192.0.2.1
            tls:
              name: primary.example          # whose certificate is for this name,
              authorities: authority.pem     # confirmed by one of these (without it, of the system's)
              pins: []                       # or, or too, has one of these keys (base64 of its SHA-256)
              certificate: ours.pem          # what we show, if it asks; without it, nothing
              key: ours.key
            gate:                            # before a version is served; one that fails is kept aside, the old one served on
              dnssec: validate               # none (the default), or every signature that validators need
              trust-anchors: ["4660 13 2 0001..."]   # DS or DNSKEY: the zone is signed, and its keys by one of these
              zonemd: verify                 # none, verify (what there is, the default) or require
              stay-signed: true              # a zone that was signed is not taken unsigned
              lost-records: 50               # percent that may be gone at once (100, the default, is any number),
              lost-delegations: 20           # never asked of ten or fewer
              nsec3-iterations: 500          # more are refused, without a gate too (RFC 9276)
          - origin: catalog.example          # a catalog (RFC 9432): each zone that it lists comes from
            primaries: 192.0.2.1             # the same primaries,
            catalog: consume
            groups:                          # or, where it says so, from those of a group
              - group: forward
                primaries: 192.0.2.2         # ('key' and 'tls' as above)
          - origin: zones.example            # a catalog of all zones here, for secondaries of ours
            catalog: produce
          - origin: example.com
            file: zones/example.com.zone
            group: forward                   # the group that it is said to be of
        """;

    public static IReadOnlyList<ZoneListing> Read(
        ConfigSection root, string folder, string? stateFolder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        var listings = new List<ZoneListing>();
        var places = new Dictionary<DomainName, int>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps("zones", "What to serve, zone by zone or by the folder:", Example))
        {
            string? group = CatalogListings.Group(section, errors);
            ZoneListing? listing = CatalogListings.IsProduced(section)
                ? CatalogListings.Produced(section, place, stateFolder, errors)
                : ReadOne(section, place, folder, keys, errors);
            listing = listing is null ? null : listing with { Group = group };
            DomainName? origin = (listing as ListedZone)?.Origin ?? (listing as ListedSecondary)?.Origin ?? (listing as ListedProduced)?.Origin;
            if (origin is { } zone && !places.TryAdd(zone, place.Line))
            {
                errors.Add(place, $"zones: {zone} is listed twice: first in line {places[zone]}");
            }
            else if (listing is not null)
            {
                listings.Add(listing);
            }
        }

        return listings;
    }

    private static ZoneListing? ReadOne(
        ConfigSection section, ConfigMap place, string folder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        string origin = section.Text("origin", "", "");
        string file = section.Text("file", "", "", 4_096);
        string under = section.Text("folder", "", "", 4_096);
        string pattern = section.Text("pattern", "*.zone", "");
        bool hasPattern = section.Find("pattern") is not null;
        if (section.Find("primaries") is not null)
        {
            return ReadSecondary(section, place, folder, keys, errors);
        }

        section.End();
        switch (origin.Length > 0, file.Length > 0, under.Length > 0, hasPattern)
        {
            case (true, true, false, false):
                if (DomainName.TryParse(origin, DomainName.Root, out DomainName name, out NameSyntax syntax))
                {
                    return new ListedZone(name, Path.GetFullPath(file, folder));
                }

                errors.Add(section.Find("origin")!, $"zones.origin: '{origin}' is not a domain name: {syntax}");
                return null;
            case (false, false, true, _):
                int star = pattern.IndexOf('*', StringComparison.Ordinal);
                if (star >= 0 && star == pattern.LastIndexOf('*') && !pattern.Contains('/', StringComparison.Ordinal))
                {
                    return new ListedFolder(Path.GetFullPath(under, folder), pattern[..star], pattern[(star + 1)..]);
                }

                errors.Add(
                    section.Find("pattern")!, $"zones.pattern: '{pattern}' must be a file name with one '*', such as \"*.zone\"");
                return null;
            default:
                errors.Add(place, "zones: an entry has either 'origin' and 'file', or 'origin' and 'primaries', or 'folder' and perhaps 'pattern'");
                return null;
        }
    }

    private static ListedSecondary? ReadSecondary(
        ConfigSection section, ConfigMap place, string folder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        string origin = section.Text("origin", "", "");
        IReadOnlyList<Primary> primaries = ReadPrimaries(section, folder, keys, errors);
        IReadOnlyDictionary<string, IReadOnlyList<Primary>>? groups = CatalogListings.Consumed(section, folder, keys, errors);
        IncomingPolicy policy = GateSection.Read(section, errors);
        bool hasOther = section.Find("file") is not null || section.Find("folder") is not null || section.Find("pattern") is not null;
        section.End();
        if (!DomainName.TryParse(origin, out DomainName name) || origin.Length == 0 || hasOther || primaries.Count == 0)
        {
            errors.Add(place, "zones: an entry with 'primaries' has one or more of them, an 'origin' that is a domain name, and no file");
            return null;
        }

        return new ListedSecondary(name, primaries) { Groups = groups, Policy = policy };
    }

    /// <summary>The keys 'primaries', 'key' and 'tls' of an entry.</summary>
    public static IReadOnlyList<Primary> ReadPrimaries(
        ConfigSection section, string folder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        bool isOverTls = section.Find("tls") is not null;
        PrimaryTls? tls = TlsSection.Primary(section, folder, errors);
        TsigKey? key = TransferListings.Key(section, "key", keys, errors);
        IReadOnlyList<IPEndPoint> addresses = TransferListings.Servers(
            section, "primaries", "", errors, isOverTls ? DnsOverTls.Port : 53);
        return [.. addresses.Select(address => new Primary(address, key, Tls: tls))];
    }
}
