using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;

namespace ReverseDns.App.Catalogs;

/// <summary>
/// Writes the catalogs that we produce (RFC 9432) as zone files in the state folder, from where they are served like any zone:
/// a change of what is listed is an edited file. A zone's label in them is a digest of its name, and so always the same.
/// </summary>
internal static class ProducedCatalogs
{
    private const int IdLength = 16;

    /// <param name="listings">All zones: those that are no catalogs themselves are listed.</param>
    /// <param name="errors">Told of catalogs that cannot be written.</param>
    public static void Write(IReadOnlyList<ZoneListing> listings, TimeProvider clock, ICollection<string> errors)
    {
        if (!listings.OfType<ListedProduced>().Any())
        {
            return;
        }

        string members = Members(listings);
        foreach (ListedProduced catalog in listings.OfType<ListedProduced>())
        {
            try
            {
                Write(catalog.File, members, clock);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                errors.Add($"{catalog.File}: the catalog cannot be written: {e.Message}");
            }
        }
    }

    private static void Write(string file, string members, TimeProvider clock)
    {
        uint now = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        Serial? last = null;
        if (File.Exists(file))
        {
            string text = File.ReadAllText(file);
            last = ReadSerial(text);
            if (last is Serial same && string.Equals(text, Head(same) + members, StringComparison.Ordinal))
            {
                return;
            }
        }

        // Serials go on from the file's. When that is lost, the time is ahead of all that went before.
        Serial serial = last is Serial old && !new Serial(now).IsNewerThan(old) ? new Serial(unchecked(old.Value + 1)) : new Serial(now);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file + ".new", Head(serial) + members, Encoding.Latin1);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string Head(Serial serial) => string.Create(
        CultureInfo.InvariantCulture,
        $"@ 0 SOA invalid. invalid. {serial.Value} 60 10 2419200 0\n@ 0 NS invalid.\nversion 0 TXT \"2\"\n");

    private static Serial? ReadSerial(string text)
    {
        const int field = 5;
        string[] fields = text[..Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))].Split(' ');
        return fields.Length > field && uint.TryParse(fields[field], CultureInfo.InvariantCulture, out uint serial) ? new Serial(serial) : null;
    }

    private static string Members(IEnumerable<ZoneListing> listings)
    {
        var text = new StringBuilder();
        foreach ((ZoneEntry entry, string? group) in listings
            .Where(listing => listing is not ListedProduced and not ListedSecondary { Groups: not null })
            .SelectMany(listing => ZoneEntry.Find([listing], []).Select(entry => (entry, listing.Group)))
            .OrderBy(member => member.entry.Origin))
        {
            string id = Convert.ToHexStringLower(SHA256.HashData(entry.Origin.ToLower().Wire).AsSpan(0, IdLength));
            text.Append(id).Append(".zones 0 PTR ").Append(entry.Origin).Append('\n');
            if (group is not null)
            {
                text.Append("group.").Append(id).Append(".zones 0 TXT ").Append('"').Append(group).Append("\"\n");
            }
        }

        return text.ToString();
    }
}
