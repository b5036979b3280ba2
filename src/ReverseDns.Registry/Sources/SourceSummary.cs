namespace ReverseDns.Registry;

/// <summary>What one source held.</summary>
/// <param name="Entries">Records of statistics, objects of RPSL.</param>
/// <param name="Used">Address records of holders; objects that ask for a delegation.</param>
/// <param name="Idle">Free space and AS numbers; objects without name servers and of other classes.</param>
/// <param name="Malformed">Entries that could not be understood. Entries = Used + Idle + Malformed.</param>
public sealed record SourceSummary(
    string Name, string File, SourceEdition Edition, int Entries, int Used, int Idle, int Malformed);
