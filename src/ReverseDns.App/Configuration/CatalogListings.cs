using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>Reads what entries under 'zones:' say about catalogs (RFC 9432).</summary>
internal static partial class CatalogListings
{
    private const string ProducedFolder = "catalogs";

    private enum CatalogRole
    {
        None,
        Consume,
        Produce,
    }

    /// <summary>The group of an entry, whatever it is.</summary>
    public static string? Group(ConfigSection section, ConfigErrors errors)
    {
        string group = section.Text("group", "", "", 255);
        if (group.Length > 0 && !GroupName().IsMatch(group))
        {
            errors.Add(section.Find("group")!, $"zones.group: '{group}' has other characters than letters, digits, '-', '_' and '.'");
        }

        return group.Length > 0 ? group : null;
    }

    public static bool IsProduced(ConfigSection section) => Role(section) == CatalogRole.Produce;

    public static ListedProduced? Produced(ConfigSection section, ConfigMap place, string? stateFolder, ConfigErrors errors)
    {
        string origin = section.Text("origin", "", "");
        section.End();
        if (stateFolder is null)
        {
            errors.Add(place, "zones: a catalog that is produced is kept in the 'state-folder'");
        }

        if (origin.Length == 0 || !DomainName.TryParse(origin, out DomainName name))
        {
            errors.Add(place, "zones: a catalog that is produced has an 'origin' that is a domain name");
            return null;
        }

        string file = Convert.ToHexStringLower(SHA256.HashData(name.ToLower().Wire)) + ".zone";
        return new ListedProduced(name, Path.Combine(stateFolder ?? "", ProducedFolder, file));
    }

    /// <summary>Primaries by group; null for an entry that is no catalog.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Primary>>? Consumed(
        ConfigSection section, string folder, IReadOnlyList<TsigKey> keys, ConfigErrors errors)
    {
        bool isCatalog = Role(section) == CatalogRole.Consume;
        var groups = new Dictionary<string, IReadOnlyList<Primary>>(StringComparer.Ordinal);
        foreach ((ConfigSection entry, ConfigMap place) in section.Maps("groups", "", ""))
        {
            string? group = Group(entry, errors);
            IReadOnlyList<Primary> primaries = ZoneListings.ReadPrimaries(entry, folder, keys, errors);
            entry.End();
            if (!isCatalog || group is null || primaries.Count == 0 || !groups.TryAdd(group, primaries))
            {
                errors.Add(place, "zones.groups: an entry has a 'group' of its own and 'primaries', in a catalog that is consumed");
            }
        }

        return isCatalog ? groups : null;
    }

    private static CatalogRole Role(ConfigSection section) => section.Choice("catalog", CatalogRole.None, "");

    [GeneratedRegex("^[A-Za-z0-9._-]+$", RegexOptions.None, 1_000)]
    private static partial Regex GroupName();
}
