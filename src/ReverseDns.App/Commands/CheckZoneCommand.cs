using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Commands;

/// <summary>rdns check zone: all errors and warnings of one zone file.</summary>
internal static class CheckZoneCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The zone file." };
        var origin = new Argument<string?>("ZONE")
        {
            Description = "The zone's name; by default the name of the file without '.zone'.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print the findings as one JSON object." };
        var command = new TaughtCommand(
            "zone",
            "Reads a zone file as 'serve' would and lists all its errors and warnings. Exit code 1 when there is an error.",
            "rdns check zone 2.0.192.in-addr.arpa.zone",
            "rdns check zone db.192.0.2 2.0.192.in-addr.arpa",
            "rdns check zone example.net.zone --json") { file, origin, json };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(file);
            DomainName zone;
            if (result.GetValue(origin) is { } given
                ? !DomainName.TryParse(given, out zone)
                : !ZoneEntry.TryReadOrigin(Path.GetFileNameWithoutExtension(path), out zone))
            {
                result.InvocationConfiguration.Error.WriteLine($"'{result.GetValue(origin) ?? path}' does not name a zone");
                return ExitCode.WrongUsage;
            }

            CheckedZone found = Check(path, zone);
            if (result.GetValue(json))
            {
                result.InvocationConfiguration.Output.WriteLine(
                    JsonSerializer.Serialize(found, CheckedZoneJson.Default.CheckedZone));
            }
            else
            {
                Write(found, result.InvocationConfiguration.Output);
            }

            return found.Errors == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static CheckedZone Check(string path, DomainName origin)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Read(
            path, origin, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files);
        if (contents is not null)
        {
            ZoneCheck.Run(contents, files, diagnostics);
            ZoneCheck.RunDigests(contents, files, diagnostics);
        }

        return new CheckedZone(
            origin.ToString(),
            path,
            contents?.RecordCount,
            diagnostics.Count(diagnostic => diagnostic.Severity == ZoneSeverity.Error),
            diagnostics.Count(diagnostic => diagnostic.Severity == ZoneSeverity.Warning),
            [.. diagnostics.OrderBy(diagnostic => (diagnostic.File, diagnostic.Line, diagnostic.Column))]);
    }

    private static void Write(CheckedZone found, TextWriter output)
    {
        foreach (ZoneDiagnostic diagnostic in found.Diagnostics)
        {
            output.WriteLine(diagnostic);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"zone {found.Zone} {(found.Errors > 0 ? "cannot be served" : $"is good: {found.Records:N0} records")}, {found.Errors} errors, {found.Warnings} warnings"));
    }
}

/// <param name="Records">Null when the file could not be read to its end.</param>
internal sealed record CheckedZone(
    string Zone, string File, int? Records, int Errors, int Warnings, IReadOnlyList<ZoneDiagnostic> Diagnostics);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckedZone))]
internal sealed partial class CheckedZoneJson : JsonSerializerContext;
