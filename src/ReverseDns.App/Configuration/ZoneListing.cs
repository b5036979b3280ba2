using ReverseDns.App.Incoming;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>One entry under 'zones:': a zone and its file, or a folder of zone files named after their zones.</summary>
internal abstract record ZoneListing
{
    /// <summary>The property of that name in catalogs that we produce; null: none.</summary>
    public string? Group { get; init; }
}

internal sealed record ListedZone(DomainName Origin, string File) : ZoneListing;

/// <param name="Prefix">What stands before the '*' of the pattern: the file name less both ends is the origin.</param>
internal sealed record ListedFolder(string Folder, string Prefix, string Suffix) : ZoneListing;

/// <summary>A zone that comes from other servers.</summary>
internal sealed record ListedSecondary(DomainName Origin, IReadOnlyList<Primary> Primaries) : ZoneListing
{
    /// <summary>A catalog whose members we serve: the primaries for those of a group; all others come from its own. Null: no catalog.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Primary>>? Groups { get; init; }

    /// <summary>What comes is held against it.</summary>
    public IncomingPolicy Policy { get; init; } = IncomingPolicy.Default;

    /// <summary>A catalog has it by this label; null for a zone that is configured.</summary>
    public string? MemberId { get; init; }
}

/// <summary>A catalog of all zones here, which we write.</summary>
internal sealed record ListedProduced(DomainName Origin, string File) : ZoneListing;
