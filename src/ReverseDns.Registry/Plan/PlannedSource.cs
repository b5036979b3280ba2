namespace ReverseDns.Registry;

/// <summary>A file the plan reads.</summary>
/// <param name="File">As the plan writes it, relative to the plan: so it stands in reports.</param>
/// <param name="Checksum">The companion check-sum file, if the plan names one; else "File.md5" where there is one.</param>
/// <param name="Holders">Names of the statistics that must show the addresses as held.</param>
/// <param name="HolderAttribute">The attribute with the opaque identifier of the holder, if the objects have one.</param>
/// <param name="DashStyle">How a dash range in a domain object reads; null leaves it to the rule of the label.</param>
public sealed record PlannedSource(
    string Name,
    SourceFormat Format,
    string File,
    string Path,
    string? Checksum,
    ImmutableArray<string> Holders,
    string? HolderAttribute,
    ClasslessStyle? DashStyle);
