namespace ReverseDns.Zones;

/// <summary>Where an entry starts.</summary>
/// <param name="File">The file's number in the zone's list of files.</param>
internal readonly record struct FilePosition(string Path, int File, int Line);
