namespace ReverseDns.Registry;

/// <summary>One zone of a build, and what changed in it since the last one.</summary>
/// <param name="Path">The zone file, absolute; there is none in a build that only checks.</param>
/// <param name="Added">Records that were not there before.</param>
/// <param name="Removed">Records that are there no more.</param>
public sealed record ZoneChange(
    DomainName Origin,
    string Path,
    Serial Serial,
    bool IsHandWritten,
    bool IsChanged,
    int Delegations,
    int NameServers,
    int Signers,
    int Aliases,
    int Added,
    int Removed);
