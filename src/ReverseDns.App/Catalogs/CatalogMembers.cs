using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Catalogs;

/// <summary>
/// What the catalogs list that we are consumers of (RFC 9432), as entries like those of the configuration. A catalog that is
/// broken changes nothing; a zone that the configuration has, or another catalog, stays theirs. From any thread.
/// </summary>
internal sealed partial class CatalogMembers(ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DomainName, IReadOnlyList<CatalogMember>> _lists = [];
    private Dictionary<DomainName, DomainName> _owners = [];

    /// <summary>Takes a version of a catalog; false when it is none: then its members stay as they were.</summary>
    public bool TryTake(CompiledZone catalog)
    {
        if (!catalog.TryBeginUse())
        {
            return false;
        }

        try
        {
            if (CatalogReader.Read(catalog, out string? whyNot) is not { } members)
            {
                LogBroken(logger, catalog.Origin, catalog.Serial, whyNot!);
                return false;
            }

            LogTaken(logger, catalog.Origin, catalog.Serial, members.Count);
            lock (_lock)
            {
                _lists[catalog.Origin] = members;
            }

            return true;
        }
        finally
        {
            catalog.EndUse();
        }
    }

    /// <summary>What is configured, and the members of the catalogs among it.</summary>
    public IReadOnlyList<ZoneListing> AddTo(IReadOnlyList<ZoneListing> configured)
    {
        ListedSecondary[] catalogs = [.. configured.OfType<ListedSecondary>().Where(listing => listing.Groups is not null)];
        if (catalogs.Length == 0)
        {
            return configured;
        }

        var others = ZoneEntry.Find(configured, []).Select(entry => entry.Origin).ToHashSet();
        lock (_lock)
        {
            var chosen = new Dictionary<DomainName, Listed>();
            foreach (Listed next in catalogs.SelectMany(ListsOf))
            {
                DomainName zone = next.Member.Zone;
                if (others.Contains(zone))
                {
                    LogClash(logger, next.Catalog.Origin, zone, "the configuration");
                }
                else if (!chosen.TryAdd(zone, next))
                {
                    chosen[zone] = Choose(chosen[zone], next);
                    LogClash(logger, next.Catalog.Origin, zone, chosen[zone].Catalog.Origin.ToString());
                }
            }

            _owners = chosen.ToDictionary(member => member.Key, member => member.Value.Catalog.Origin);
            return [.. configured, .. chosen.Values.Select(member => member.ToListing())];
        }
    }

    private IEnumerable<Listed> ListsOf(ListedSecondary catalog) =>
        (_lists.GetValueOrDefault(catalog.Origin) ?? []).Select(member => new Listed(catalog, member));

    /// <summary>Who has had a zone keeps it until it says who else may have it (section 4.4.1).</summary>
    private Listed Choose(Listed one, Listed other)
    {
        if (!_owners.TryGetValue(one.Member.Zone, out DomainName owner))
        {
            return one;
        }

        (Listed old, Listed next) = other.Catalog.Origin == owner ? (other, one) : (one, other);
        return old.Member.NewOwner == next.Catalog.Origin ? next : old;
    }

    private sealed record Listed(ListedSecondary Catalog, CatalogMember Member)
    {
        public ListedSecondary ToListing()
        {
            string? group = Member.Groups.FirstOrDefault(Catalog.Groups!.ContainsKey);
            return new ListedSecondary(Member.Zone, group is null ? Catalog.Primaries : Catalog.Groups![group]) { MemberId = Member.Id };
        }
    }

    [LoggerMessage(EventName = "catalog-taken", Level = LogLevel.Information,
        Message = "Catalog {Catalog}: serial {Serial} lists {Members} zones")]
    private static partial void LogTaken(ILogger logger, DomainName catalog, Serial serial, int members);

    [LoggerMessage(EventName = "catalog-broken", Level = LogLevel.Error,
        Message = "Catalog {Catalog}: serial {Serial} is broken: {Cause}; its members stay as they were")]
    private static partial void LogBroken(ILogger logger, DomainName catalog, Serial serial, string cause);

    [LoggerMessage(EventName = "catalog-clash", Level = LogLevel.Warning,
        Message = "Catalog {Catalog} lists {Zone}, which is in {Other} too and comes from there")]
    private static partial void LogClash(ILogger logger, DomainName catalog, DomainName zone, string other);
}
