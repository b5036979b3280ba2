using YamlDotNet.RepresentationModel;

namespace ReverseDns.Registry;

/// <summary>
/// Reads one entry of the plan's zones: one name, or several prefixes with the same settings, or a zone written by
/// hand.
/// </summary>
internal sealed class ZoneReader(MappingReader from, string folder)
{
    public IReadOnlyList<PlannedZone> Read(ZoneSettings defaults)
    {
        var origins = new List<(YamlNode Node, DomainName Origin, AddressRange? Range)>();
        ReadNames(origins);
        ReadPrefixes(origins, defaults);
        string? file = from.Text("file");
        ZoneSettings settings = SettingsReader.Read(from, defaults);
        from.Finish();
        if (!from.Has("name") && !from.Has("prefix"))
        {
            from.Fail("a zone needs a 'name' or a 'prefix'");
        }

        if (file is not null && origins.Count > 1)
        {
            from.Fail("file", "a file is one zone");
        }

        var zones = new List<PlannedZone>();
        foreach ((YamlNode node, DomainName origin, AddressRange? range) in origins)
        {
            Check(node, origin, settings, file is not null);
            zones.Add(new PlannedZone(
                origin, range, settings, file, file is null ? null : Path.GetFullPath(file, folder)));
        }

        return zones;
    }

    private void ReadNames(List<(YamlNode Node, DomainName Origin, AddressRange? Range)> origins)
    {
        foreach ((YamlNode node, string text) in from.Texts("name"))
        {
            if (!DomainName.TryParse(text, out DomainName name))
            {
                from.Fail(node, $"'{text}' is not a domain name");
                continue;
            }

            bool isReverse = ReverseName.TryParseRange(name, style: null, out AddressRange range);
            if (!isReverse && !from.Has("file"))
            {
                from.Fail(node, $"{name} is not in the reverse tree: such a zone needs a 'file' written by hand");
            }

            origins.Add((node, name.ToLower(), isReverse ? range : null));
        }
    }

    private void ReadPrefixes(
        List<(YamlNode Node, DomainName Origin, AddressRange? Range)> origins, ZoneSettings defaults)
    {
        foreach ((YamlNode node, string text) in from.Texts("prefix"))
        {
            if (!AddressPrefix.TryParse(text, out AddressPrefix prefix))
            {
                from.Fail(node, $"'{text}' is not an address prefix");
            }
            else if (ReverseName.Expand(prefix).Skip(1).Any())
            {
                from.Fail(node, $"{prefix} does not end on a label border: name the zones it is made of");
            }
            else
            {
                origins.Add((node, ReverseName.FromPrefix(prefix, defaults.Labels), new AddressRange(prefix)));
            }
        }
    }

    /// <summary>The apex of a zone we build must be whole before any delegation is looked at.</summary>
    private void Check(YamlNode node, DomainName origin, ZoneSettings settings, bool isHandWritten)
    {
        if (settings.NameServers.IsEmpty)
        {
            from.Fail(node, $"zone {origin} has no 'nameservers'");
        }

        if (isHandWritten)
        {
            return;
        }

        if (settings.Soa.Primary is null || settings.Soa.Mailbox is null)
        {
            from.Fail(node, $"zone {origin} needs 'primary' and 'mailbox' in 'soa'");
        }

        foreach (NameServer server in settings.NameServers)
        {
            if (server.Host.IsAtOrBelow(origin) && server.Addresses.IsEmpty)
            {
                from.Fail(node, $"{server.Host} lies inside zone {origin} and needs 'addresses'");
            }
        }
    }
}
