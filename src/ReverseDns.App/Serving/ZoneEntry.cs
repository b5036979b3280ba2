using ReverseDns.App.Configuration;
using ReverseDns.Protocol;

namespace ReverseDns.App.Serving;

/// <summary>A zone to serve and the file it comes from.</summary>
internal sealed record ZoneEntry(DomainName Origin, string File)
{
    /// <summary>Stands where the file of a zone would that comes from other servers.</summary>
    private const string NoFile = "(transferred)";

    /// <summary>It comes from other servers, and what is stored of it is all there is.</summary>
    public bool IsSecondary { get; init; }

    /// <summary>A catalog lists it. Its file names the label it has there: with another one nothing stored of it is its.</summary>
    public bool IsMember { get; init; }

    /// <summary>
    /// Looks the folders up and lists every zone once, in order. What cannot be listed (a folder that is not there, a file name
    /// that is no zone name, a zone with two files) is an error.
    /// </summary>
    public static IReadOnlyList<ZoneEntry> Find(IEnumerable<ZoneListing> listings, ICollection<string> errors)
    {
        var entries = new Dictionary<DomainName, ZoneEntry>();
        foreach (ZoneEntry entry in listings.SelectMany(listing => Find(listing, errors)))
        {
            if (!entries.TryAdd(entry.Origin, entry))
            {
                errors.Add($"{entry.File}: zone {entry.Origin} has another file, {entries[entry.Origin].File}");
            }
        }

        return [.. entries.Values.OrderBy(entry => entry.Origin)];
    }

    /// <summary>A zone's name out of a file name, in which '/' and what else file systems cannot hold is written %2F.</summary>
    public static bool TryReadOrigin(string name, out DomainName origin) =>
        DomainName.TryParse(Uri.UnescapeDataString(name), out origin);

    private static List<ZoneEntry> Find(ZoneListing listing, ICollection<string> errors) => listing switch
    {
        ListedZone zone => [new ZoneEntry(zone.Origin, zone.File)],
        ListedFolder folder => Find(folder, errors),
        ListedProduced catalog => [new ZoneEntry(catalog.Origin, catalog.File)],
        ListedSecondary { MemberId: { } id } zone => [new ZoneEntry(zone.Origin, $"(member {id})") { IsSecondary = true, IsMember = true }],
        ListedSecondary zone => [new ZoneEntry(zone.Origin, NoFile) { IsSecondary = true }],
        _ => [],
    };

    private static List<ZoneEntry> Find(ListedFolder folder, ICollection<string> errors)
    {
        var entries = new List<ZoneEntry>();
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder.Folder).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(path);
                if (name[0] == '.'
                    || name.Length <= folder.Prefix.Length + folder.Suffix.Length
                    || !name.StartsWith(folder.Prefix, StringComparison.Ordinal)
                    || !name.EndsWith(folder.Suffix, StringComparison.Ordinal))
                {
                    continue;
                }

                string origin = name[folder.Prefix.Length..^folder.Suffix.Length];
                if (TryReadOrigin(origin, out DomainName zone))
                {
                    entries.Add(new ZoneEntry(zone, path));
                }
                else
                {
                    errors.Add($"{path}: '{origin}' is not a zone's name");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{folder.Folder}: cannot be listed: {e.Message}");
        }

        return entries;
    }
}
