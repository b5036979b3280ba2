using System.Text.Json;

namespace ReverseDns.Registry;

/// <summary>The report for programs; names and enum words as in the text, in lower camel case.</summary>
internal static class ReportJson
{
    public static void Write(BuildReport report, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("outcome", Word(report.Outcome));
        json.WriteString("time", report.Time);
        WriteTotals(json, report.Totals);
        WriteList(json, "sources", report.Sources, WriteSource);
        WriteList(json, "zones", report.Zones, WriteZone);
        WriteList(json, "foreign", report.Foreign, (writer, foreign) =>
        {
            writer.WriteString("zone", foreign.Name.ToString());
            writer.WriteNumber("delegations", foreign.Delegations);
        });
        WriteList(json, "guard", report.Findings, (writer, finding) =>
        {
            writer.WriteString("reason", Word(finding.Reason));
            writer.WriteString("subject", finding.Subject);
            writer.WriteString("message", finding.Message);
        });
        if (report.Accepted is { } accepted)
        {
            json.WriteStartObject("accepted");
            json.WriteString("who", accepted.Who);
            json.WriteString("why", accepted.Why);
            json.WriteEndObject();
        }

        WriteList(json, "lines", report.Lines, WriteLine);
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, BuildTotals totals)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("read", totals.Read);
        json.WriteNumber("accepted", totals.Accepted);
        json.WriteNumber("rejected", totals.Rejected);
        json.WriteNumber("merged", totals.Merged);
        json.WriteNumber("foreign", totals.Foreign);
        json.WriteNumber("dropped", totals.Dropped);
        json.WriteNumber("warnings", totals.Warnings);
        json.WriteNumber("errors", totals.Errors);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, SourceSummary source)
    {
        json.WriteString("name", source.Name);
        json.WriteString("file", source.File);
        json.WriteString("serial", source.Edition.Serial);
        json.WriteString("endDate", source.Edition.EndDate);
        json.WriteString("md5", source.Edition.Md5);
        json.WriteNumber("entries", source.Entries);
        json.WriteNumber("used", source.Used);
        json.WriteNumber("idle", source.Idle);
        json.WriteNumber("malformed", source.Malformed);
    }

    private static void WriteZone(Utf8JsonWriter json, ZoneChange zone)
    {
        json.WriteString("zone", zone.Origin.ToString());
        json.WriteString("path", zone.Path);
        json.WriteNumber("serial", zone.Serial.Value);
        json.WriteBoolean("handWritten", zone.IsHandWritten);
        json.WriteBoolean("changed", zone.IsChanged);
        json.WriteNumber("delegations", zone.Delegations);
        json.WriteNumber("ns", zone.NameServers);
        json.WriteNumber("ds", zone.Signers);
        json.WriteNumber("cname", zone.Aliases);
        json.WriteNumber("added", zone.Added);
        json.WriteNumber("removed", zone.Removed);
    }

    private static void WriteLine(Utf8JsonWriter json, ReportLine line)
    {
        json.WriteString("kind", Word(line.Kind));
        json.WriteString("file", line.File);
        json.WriteNumber("line", line.Line);
        json.WriteString("subject", line.Subject);
        json.WriteString("reason", line.Reason);
        json.WriteNumber("count", line.Count);
    }

    private static void WriteList<T>(
        Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
