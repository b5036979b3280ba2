using YamlDotNet.RepresentationModel;

namespace ReverseDns.Registry;

/// <summary>Reads the settings of zones; a key that is absent leaves what the baseline says.</summary>
internal static class SettingsReader
{
    public static readonly (string Word, ClasslessStyle Value)[] Styles =
    [
        ("first-length", ClasslessStyle.FirstLength),
        ("first-last", ClasslessStyle.FirstLast),
        ("slash", ClasslessStyle.Slash),
        ("at", ClasslessStyle.At),
    ];

    public static ZoneSettings Read(MappingReader from, ZoneSettings baseline) =>
        baseline with
        {
            Soa = ReadSoa(from.Mapping("soa"), baseline.Soa),
            Ttl = ReadTtl(from.Mapping("ttl"), baseline.Ttl),
            Ds = ReadDs(from.Mapping("ds"), baseline.Ds),
            NameServers = from.Has("nameservers") ? ReadNameServers(from) : baseline.NameServers,
            Cuts = from.Choice("cuts", baseline.Cuts,
                ("lacnic", CutRule.Lacnic), ("ripe", CutRule.Ripe), ("any-length", CutRule.AnyLength)),
            Labels = from.Choice("labels", baseline.Labels, Styles),
            MinimumNameServers = from.Value<int>(
                "minimum-nameservers", TryParseMinimum, "a number from 1 to 13", baseline.MinimumNameServers),
            TooFewNameServers = from.Choice("too-few-nameservers", baseline.TooFewNameServers,
                ("error", TooFewRule.Error), ("warning", TooFewRule.Warning)),
            Overlaps = from.Choice("overlaps", baseline.Overlaps,
                ("longest", OverlapRule.Longest), ("shortest", OverlapRule.Shortest), ("error", OverlapRule.Error)),
        };

    public static bool TryParseShare(string text, out int percent) =>
        int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out percent) && percent <= 100;

    private static SoaSettings ReadSoa(MappingReader? from, SoaSettings baseline)
    {
        if (from is null)
        {
            return baseline;
        }

        SoaSettings soa = baseline with
        {
            Primary = from.Value("primary", TryParseName, "a domain name", baseline.Primary),
            Mailbox = from.Value("mailbox", TryParseName, "a domain name", baseline.Mailbox),
            Refresh = Time(from, "refresh", baseline.Refresh),
            Retry = Time(from, "retry", baseline.Retry),
            Expire = Time(from, "expire", baseline.Expire),
            Minimum = Time(from, "minimum", baseline.Minimum),
        };
        from.Finish();
        return soa;
    }

    private static TtlSettings ReadTtl(MappingReader? from, TtlSettings baseline)
    {
        if (from is null)
        {
            return baseline;
        }

        TtlSettings ttl = baseline with
        {
            Soa = Time(from, "soa", baseline.Soa),
            Apex = Time(from, "apex", baseline.Apex),
            Delegation = Time(from, "delegation", baseline.Delegation),
            Ds = Time(from, "ds", baseline.Ds),
            Cname = Time(from, "cname", baseline.Cname),
        };
        from.Finish();
        return ttl;
    }

    private static DsSettings ReadDs(MappingReader? from, DsSettings baseline)
    {
        if (from is null)
        {
            return baseline;
        }

        DsSettings ds = baseline with
        {
            Publish = from.Choice("publish", baseline.Publish, ("yes", true), ("no", false)),
            DigestTypes = from.Has("digest-types") ? ReadDigestTypes(from) : baseline.DigestTypes,
            PublishForSeveralCuts = from.Choice(
                "several-cuts", baseline.PublishForSeveralCuts, ("drop", false), ("publish", true)),
            RefuseInvalid = from.Choice("invalid", baseline.RefuseInvalid, ("drop", false), ("refuse", true)),
        };
        from.Finish();
        return ds;
    }

    private static ImmutableArray<byte> ReadDigestTypes(MappingReader from)
    {
        ImmutableArray<byte>.Builder types = ImmutableArray.CreateBuilder<byte>();
        foreach ((YamlNode node, string text) in from.Texts("digest-types"))
        {
            if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte type) && type > 0)
            {
                types.Add(type);
            }
            else
            {
                from.Fail(node, $"'{text}' is not a digest type: a number from 1 to 255");
            }
        }

        return types.ToImmutable();
    }

    private static ImmutableArray<NameServer> ReadNameServers(MappingReader from)
    {
        ImmutableArray<NameServer>.Builder servers = ImmutableArray.CreateBuilder<NameServer>();
        foreach (YamlNode node in from.Items("nameservers"))
        {
            if (ReadNameServer(from, node) is not { } server)
            {
                continue;
            }

            if (servers.Any(known => known.Host == server.Host))
            {
                from.Fail(node, $"{server.Host} is named twice");
            }

            servers.Add(server);
        }

        if (servers.Count == 0)
        {
            from.Fail("nameservers", "a zone has at least one name server");
        }

        return servers.ToImmutable();
    }

    private static NameServer? ReadNameServer(MappingReader from, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } plain })
        {
            return ReadHost(from, node, plain) is { } name ? new NameServer(name, []) : null;
        }

        if (from.Enter(node, "a name server is a host name, or a mapping of host and addresses") is not { } inner)
        {
            return null;
        }

        ImmutableArray<AddressPrefix>.Builder addresses = ImmutableArray.CreateBuilder<AddressPrefix>();
        foreach ((YamlNode at, string text) in inner.Texts("addresses"))
        {
            if (AddressPrefix.TryParse(text, out AddressPrefix address) && address.Length == address.Width)
            {
                addresses.Add(address);
            }
            else
            {
                inner.Fail(at, $"'{text}' is not an address");
            }
        }

        string? host = inner.Text("host");
        inner.Finish();
        if (host is null)
        {
            inner.Fail("a name server needs a 'host'");
            return null;
        }

        return ReadHost(from, node, host) is { } found ? new NameServer(found, addresses.ToImmutable()) : null;
    }

    private static DomainName? ReadHost(MappingReader from, YamlNode node, string text)
    {
        if (NameServer.TryParseHost(text, out DomainName host, out string fault))
        {
            return host;
        }

        from.Fail(node, fault);
        return null;
    }

    private static uint Time(MappingReader from, string key, uint otherwise) =>
        from.Value<uint>(key, TryParseTime, "a time: seconds, or such as 1h30m, 2d, 1w", otherwise);

    private static bool TryParseTime(string text, out uint seconds) =>
        TimeToLive.TryParse(Encoding.UTF8.GetBytes(text), out seconds);

    private static bool TryParseMinimum(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= 13;

    private static bool TryParseName(string text, out DomainName? name)
    {
        bool valid = DomainName.TryParse(text, out DomainName parsed) && !parsed.IsRoot;
        name = valid ? parsed : null;
        return valid;
    }
}
