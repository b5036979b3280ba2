namespace ReverseDns.Zones;

/// <summary>What a zone file may make the server do; the defaults suit a server that loads other people's zones.</summary>
public sealed class ZoneFileOptions
{
    public static ZoneFileOptions Default { get; } = new();

    /// <summary>The folder that no $INCLUDE leaves, not even through a symbolic link; null: the zone file's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Octets of one file.</summary>
    public long MaxFileSize { get; init; } = 1L << 36;

    /// <summary>Files open inside each other, the zone file not counted.</summary>
    public int MaxIncludeDepth { get; init; } = 10;

    /// <summary>How often a zone's files may include one, all of them together.</summary>
    public int MaxIncludes { get; init; } = 10_000;

    /// <summary>Records that all $GENERATE of a zone may make.</summary>
    public int MaxGeneratedRecords { get; init; } = 1 << 20;

    /// <summary>Errors, and as many warnings, that are listed before the reading ends.</summary>
    public int MaxDiagnostics { get; init; } = 1_000;

    /// <summary>Octets of a file that are read at a time.</summary>
    internal int PieceSize { get; init; } = 1 << 20;
}
