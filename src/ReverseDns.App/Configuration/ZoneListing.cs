using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>One entry under 'zones:': a zone and its file, or a folder of zone files named after their zones.</summary>
internal abstract record ZoneListing;

internal sealed record ListedZone(DomainName Origin, string File) : ZoneListing;

/// <param name="Prefix">What stands before the '*' of the pattern: the file name less both ends is the origin.</param>
internal sealed record ListedFolder(string Folder, string Prefix, string Suffix) : ZoneListing;

/// <summary>A zone that comes from other servers.</summary>
internal sealed record ListedSecondary(DomainName Origin, IReadOnlyList<Primary> Primaries) : ZoneListing;
