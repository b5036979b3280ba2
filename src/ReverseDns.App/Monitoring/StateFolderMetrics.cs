namespace ReverseDns.App.Monitoring;

/// <summary>What is kept on the disk, and what room there is.</summary>
internal static class StateFolderMetrics
{
    private const string ImagePattern = "*.image";

    /// <summary>By what is in them; journals are many, and known by zone.</summary>
    private static readonly (string Kind, string[] Folders, string Pattern)[] Kept =
    [
        ("images", ["images", "signed/images"], ImagePattern), ("history", ["history"], "*"), ("quarantine", ["quarantine"], "*"),
    ];

    private static readonly MetricFamily Stored = new(
        "rdns_stored_size_bytes", MetricType.Gauge, "bytes", "kind", "Files in the state folder: images (compiled zones), journals (their changes), history, quarantine (what was refused).");
    private static readonly MetricFamily Available = new(
        "rdns_state_folder_available_bytes", MetricType.Gauge, "bytes", "", "Room that is left where the state folder is.");
    private static readonly MetricFamily Size = new(
        "rdns_state_folder_filesystem_size_bytes", MetricType.Gauge, "bytes", "", "Size of the file system that it is on.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Stored, Available, Size];

    /// <param name="folder">Null: nothing is kept.</param>
    /// <param name="journals">Octets of all of them.</param>
    public static void Write(ExpositionWriter writer, string? folder, long journals)
    {
        writer.Begin(Stored);
        if (folder is not null)
        {
            writer.Sample(LabelSet.Of("kind", "journals"), journals);
            foreach ((string kind, string[] folders, string pattern) in Kept)
            {
                writer.Sample(LabelSet.Of("kind", kind), folders.Sum(name => SizeOf(Path.Combine(folder, name), pattern)));
            }
        }

        DriveInfo? drive = folder is null ? null : Find(folder);
        writer.Begin(Available);
        if (drive is not null)
        {
            writer.Sample(LabelSet.None, drive.AvailableFreeSpace);
        }

        writer.Begin(Size);
        if (drive is not null)
        {
            writer.Sample(LabelSet.None, drive.TotalSize);
        }
    }

    /// <summary>Octets; what goes meanwhile counts for nothing.</summary>
    private static long SizeOf(string folder, string pattern)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles(pattern).Sum(file => file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static DriveInfo? Find(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return drive.IsReady ? drive : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
