using ReverseDns.Protocol;

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
        """;

    public static IReadOnlyList<ZoneListing> Read(ConfigSection root, string folder, ConfigErrors errors)
    {
        var listings = new List<ZoneListing>();
        var places = new Dictionary<DomainName, int>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps("zones", "What to serve, zone by zone or by the folder:", Example))
        {
            ZoneListing? listing = ReadOne(section, place, folder, errors);
            if (listing is ListedZone zone && !places.TryAdd(zone.Origin, place.Line))
            {
                errors.Add(place, $"zones: {zone.Origin} is listed twice: first in line {places[zone.Origin]}");
            }
            else if (listing is not null)
            {
                listings.Add(listing);
            }
        }

        return listings;
    }

    private static ZoneListing? ReadOne(ConfigSection section, ConfigMap place, string folder, ConfigErrors errors)
    {
        string origin = section.Text("origin", "", "");
        string file = section.Text("file", "", "", 4_096);
        string under = section.Text("folder", "", "", 4_096);
        string pattern = section.Text("pattern", "*.zone", "");
        bool hasPattern = section.Find("pattern") is not null;
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
                errors.Add(place, "zones: an entry has either 'origin' and 'file', or 'folder' and perhaps 'pattern'");
                return null;
        }
    }
}
