using System.Text.Json;

namespace ReverseDns.Registry;

/// <summary>
/// What the last build leaves for the next one, as a small JSON file beside the zones: which editions of the sources
/// it used, what it published, and which changes a person has let through.
/// </summary>
internal sealed record BuildState
{
    public const string FileName = "registry-state.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public SortedDictionary<string, SourceEdition> Sources { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, PublishedZone> Zones { get; init; } = new(StringComparer.Ordinal);

    public List<AcceptedChange> Accepted { get; init; } = [];

    /// <summary>An empty state where there is no file yet; null, with the reason, when there is a damaged one.</summary>
    public static BuildState? Read(string folder, out string fault)
    {
        fault = "";
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new BuildState();
        }

        try
        {
            BuildState? state = JsonSerializer.Deserialize<BuildState>(File.ReadAllText(path), Format);
            fault = state is null ? "holds nothing" : "";
            return state;
        }
        catch (Exception damage) when (damage is JsonException or IOException or UnauthorizedAccessException)
        {
            fault = damage.Message;
            return null;
        }
    }

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Format), (byte)'\n'];

    /// <param name="Sha256">Of the whole file, in lower-case hex.</param>
    internal sealed record PublishedZone(string File, uint Serial, string Sha256);

    internal sealed record AcceptedChange(DateTimeOffset When, string Who, string Why, List<string> Findings);
}
