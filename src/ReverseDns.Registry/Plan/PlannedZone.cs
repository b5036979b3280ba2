namespace ReverseDns.Registry;

/// <summary>A zone the plan publishes: built from the sources, or written by hand and published as it is.</summary>
/// <param name="Range">The addresses the zone is for; null for a forward zone.</param>
/// <param name="HandWritten">The zone file as the plan writes it; null for a zone that is built.</param>
public sealed record PlannedZone(
    DomainName Origin, AddressRange? Range, ZoneSettings Settings, string? HandWritten, string? HandWrittenPath)
{
    /// <summary>The file the zone is published in: its name, with what file systems cannot hold escaped.</summary>
    public string FileName { get; } =
        Uri.EscapeDataString(Origin.IsRoot ? "root" : Origin.ToLower().ToString()[..^1]) + ".zone";
}
