using System.Globalization;
using System.Text.Json;

namespace ReverseDns.App.Monitoring;

/// <summary>What the last 'rdns build' has come to, out of the report that it has left.</summary>
/// <param name="report">The file; null: there is no builder here.</param>
internal sealed class RegistryMetrics(string? report)
{
    private const long MaxSize = 64 << 20;

    private static readonly string[] Outcomes = ["published", "unchanged", "refused", "failed", "checked"];
    private static readonly string[] Kinds = ["read", "accepted", "rejected", "merged", "foreign", "dropped"];

    private static readonly MetricFamily Readable = new(
        "rdns_registry_report_readable", MetricType.Gauge, "", "", "1 when the report of the last build could be read, else 0; only with http.build-report.");
    private static readonly MetricFamily Time = new(
        "rdns_registry_build_timestamp_seconds", MetricType.Gauge, "seconds", "", "When the last build was made.");
    private static readonly MetricFamily Outcome = new(
        "rdns_registry_build_outcome", MetricType.Gauge, "", "outcome", "1 for what it came to: published, unchanged, refused (by the change guard), failed, checked (and not published).");
    private static readonly MetricFamily Entries = new(
        "rdns_registry_entries", MetricType.Gauge, "", "kind", "Entries of the sources: read, accepted, rejected, merged, foreign, dropped.");
    private static readonly MetricFamily Problems = new(
        "rdns_registry_problems", MetricType.Gauge, "", "kind", "Errors, warnings, and findings of the change guard (guard), let through or not.");
    private static readonly MetricFamily Overridden = new(
        "rdns_registry_guard_overridden", MetricType.Gauge, "", "", "1 when somebody has let through what the change guard found, else 0.");
    private static readonly MetricFamily Read = new(
        "rdns_registry_source_entries", MetricType.Gauge, "", "source", "Entries of a source, whatever became of them.");
    private static readonly MetricFamily Edition = new(
        "rdns_registry_source_timestamp_seconds", MetricType.Gauge, "seconds", "source", "The day up to which a source says that it goes, where it says so.");
    private static readonly MetricFamily Malformed = new(
        "rdns_registry_source_malformed_entries", MetricType.Gauge, "", "source", "Entries of a source that could not be read.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Readable, Time, Outcome, Entries, Problems, Overridden, Edition, Read, Malformed];

    public void Write(ExpositionWriter writer)
    {
        using JsonDocument? document = Open();
        JsonElement? root = document?.RootElement;
        writer.Begin(Readable);
        if (report is not null)
        {
            writer.Sample(LabelSet.None, root is null ? 0 : 1);
        }

        writer.Begin(Time);
        if (root is { } read)
        {
            writer.Sample(LabelSet.None, read.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds());
        }

        Each(writer, Outcome, "outcome", root is null ? [] : Outcomes, word => root!.Value.GetProperty("outcome").ValueEquals(word) ? 1 : 0);
        Each(writer, Entries, "kind", root is null ? [] : Kinds, kind => root!.Value.GetProperty("totals").GetProperty(kind).GetInt64());
        Each(writer, Problems, "kind", root is null ? [] : ["errors", "warnings", "guard"], kind => kind is "guard"
            ? root!.Value.GetProperty(kind).GetArrayLength()
            : root!.Value.GetProperty("totals").GetProperty(kind).GetInt64());
        writer.Begin(Overridden);
        if (root is { } whole)
        {
            writer.Sample(LabelSet.None, whole.TryGetProperty("accepted", out _) ? 1 : 0);
        }

        JsonElement[] sources = root is { } known ? [.. known.GetProperty("sources").EnumerateArray()] : [];
        Each(writer, Edition, sources, source => Day(source.GetProperty("endDate").GetString()));
        Each(writer, Read, sources, source => source.GetProperty("entries").GetInt64());
        Each(writer, Malformed, sources, source => source.GetProperty("malformed").GetInt64());
    }

    private static void Each(ExpositionWriter writer, MetricFamily family, string label, string[] words, Func<string, long> value)
    {
        writer.Begin(family);
        Array.ForEach(words, word => writer.Sample(LabelSet.Of(label, word), value(word)));
    }

    private static void Each(ExpositionWriter writer, MetricFamily family, JsonElement[] sources, Func<JsonElement, long?> value)
    {
        writer.Begin(family);
        foreach (JsonElement source in sources)
        {
            if (value(source) is { } number)
            {
                writer.Sample(LabelSet.Of("source", source.GetProperty("name").GetString() ?? ""), number);
            }
        }
    }

    private static long? Day(string? text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day)
            ? day.ToUnixTimeSeconds()
            : null;

    /// <summary>Null when there is none that could be read, or one that is being written.</summary>
    private JsonDocument? Open()
    {
        try
        {
            if (report is null || new FileInfo(report) is not { Exists: true, Length: <= MaxSize })
            {
                return null;
            }

            var document = JsonDocument.Parse(File.ReadAllBytes(report));
            bool isReport = document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("outcome", out _) && root.TryGetProperty("totals", out _)
                && root.TryGetProperty("time", out _) && root.TryGetProperty("sources", out _) && root.TryGetProperty("guard", out _);
            return isReport ? document : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
