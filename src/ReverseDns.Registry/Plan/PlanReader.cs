using YamlDotNet.RepresentationModel;

namespace ReverseDns.Registry;

/// <summary>Reads a plan from its YAML tree. See zones/README.md for the keys.</summary>
internal sealed class PlanReader(string path, ICollection<PlanDiagnostic> diagnostics)
{
    private static readonly string[] RequiredSourceKeys = ["name", "file", "format"];

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";

    public ZonePlan? Read(YamlMappingNode root)
    {
        int before = diagnostics.Count;
        var from = new MappingReader(root, path, diagnostics);
        ZoneSettings defaults = ReadDefaults(from.Mapping("defaults"));
        GuardSettings guard = ReadGuard(from.Mapping("guard"));
        SerialRule serial = from.Choice(
            "serial", SerialRule.Date, ("date", SerialRule.Date), ("increment", SerialRule.Increment));
        ImmutableArray<PlannedSource> sources = ReadSources(from);
        ImmutableArray<PlannedZone> zones = ReadZones(from, defaults);
        from.Finish();
        return diagnostics.Count == before ? new ZonePlan(path, sources, zones, defaults, guard, serial) : null;
    }

    private static ZoneSettings ReadDefaults(MappingReader? from)
    {
        if (from is null)
        {
            return ZoneSettings.Default;
        }

        ZoneSettings settings = SettingsReader.Read(from, ZoneSettings.Default);
        from.Finish();
        return settings;
    }

    private static GuardSettings ReadGuard(MappingReader? from)
    {
        var guard = new GuardSettings();
        if (from is null)
        {
            return guard;
        }

        guard = new GuardSettings
        {
            MaxDelegationsLost = Share(from, "delegations", guard.MaxDelegationsLost),
            MaxNameServersLost = Share(from, "nameservers", guard.MaxNameServersLost),
            MaxDelegationSignersLost = Share(from, "ds", guard.MaxDelegationSignersLost),
            AlwaysAllowed = from.Value<int>("always-allowed", TryParseCount, "a number", guard.AlwaysAllowed),
        };
        from.Finish();
        return guard;
    }

    private ImmutableArray<PlannedSource> ReadSources(MappingReader from)
    {
        ImmutableArray<PlannedSource>.Builder sources = ImmutableArray.CreateBuilder<PlannedSource>();
        var nodes = new List<YamlNode>();
        foreach (YamlNode node in from.Items("sources"))
        {
            if (from.Enter(node, "a source is a mapping: name, format, file") is { } entry
                && ReadSource(entry) is { } source)
            {
                sources.Add(source);
                nodes.Add(node);
            }
        }

        for (int i = 0; i < sources.Count; i++)
        {
            PlannedSource source = sources[i];
            if (sources.Take(i).Any(other => string.Equals(other.Name, source.Name, StringComparison.Ordinal)))
            {
                from.Fail(nodes[i], $"a source named '{source.Name}' stands above already");
            }

            foreach (string holders in source.Holders)
            {
                if (!sources.Any(other => other.Format == SourceFormat.Statistics
                    && string.Equals(other.Name, holders, StringComparison.Ordinal)))
                {
                    from.Fail(nodes[i], $"'{holders}' is not a source of statistics in this plan");
                }
            }
        }

        return sources.ToImmutable();
    }

    private PlannedSource? ReadSource(MappingReader from)
    {
        string? name = from.Text("name");
        string? file = from.Text("file");
        SourceFormat format = from.Choice(
            "format", SourceFormat.Rpsl, ("statistics", SourceFormat.Statistics), ("rpsl", SourceFormat.Rpsl));
        string? checksum = from.Text("checksum");
        bool isRpsl = format == SourceFormat.Rpsl;
        ImmutableArray<string> holders = isRpsl ? [.. from.Texts("holders").Select(item => item.Text)] : [];
        string? holder = isRpsl ? from.Text("holder-attribute")?.ToLowerInvariant() : null;
        ClasslessStyle? dash = isRpsl
            ? from.Choice("dash-ranges", (false, ClasslessStyle.FirstLast),
                ("first-last", (false, ClasslessStyle.FirstLast)),
                ("first-length", (false, ClasslessStyle.FirstLength)),
                ("either", (true, default))) is (false, var style) ? style : null
            : null;
        if (holder is not null && holders.IsEmpty)
        {
            from.Fail("holder-attribute", "'holder-attribute' needs 'holders': the statistics to compare with");
        }

        foreach (string key in RequiredSourceKeys.Where(key => !from.Has(key)))
        {
            from.Fail($"a source needs '{key}'");
        }

        from.Finish();
        return name is null || file is null ? null : new PlannedSource(
            name, format, file, Path.GetFullPath(file, _folder),
            checksum is null ? null : Path.GetFullPath(checksum, _folder), holders, holder, dash);
    }

    private ImmutableArray<PlannedZone> ReadZones(MappingReader from, ZoneSettings defaults)
    {
        ImmutableArray<PlannedZone>.Builder zones = ImmutableArray.CreateBuilder<PlannedZone>();
        foreach (YamlNode node in from.Items("zones"))
        {
            if (from.Enter(node, "a zone is a mapping: prefix or name, and its settings") is not { } entry)
            {
                continue;
            }

            foreach (PlannedZone zone in new ZoneReader(entry, _folder).Read(defaults))
            {
                if (zones.Any(other => other.Origin == zone.Origin))
                {
                    from.Fail(node, $"zone {zone.Origin} stands above already");
                }

                zones.Add(zone);
            }
        }

        if (!from.Has("zones"))
        {
            from.Fail("a plan needs 'zones'");
        }

        return zones.ToImmutable();
    }

    private static int Share(MappingReader from, string key, int otherwise) =>
        from.Value<int>(key, SettingsReader.TryParseShare, "a share from 0% to 100%", otherwise);

    private static bool TryParseCount(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
