using System.CommandLine;
using System.Text.Json;
using ReverseDns.App.Configuration;
using ReverseDns.App.Fleet;

namespace ReverseDns.App.Commands;

/// <summary>rdns fleet: looks at all instances from wherever it is run.</summary>
internal static class FleetCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        var urls = new Argument<string[]>("URL")
        {
            Description = "Where instances answer HTTP (http.listen); without any, those under 'fleet' in the configuration file.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var token = new Option<string?>("--token-file") { Description = "A file with the token for the instances named on the command line.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var status = new TaughtCommand(
            "status",
            "Shows all instances side by side: verdict, reasons, route, version, zones, and the zones that are not the same everywhere. " +
            "Exit code 1 when one is not reached or not healthy, or has nothing of a zone that another one has.",
            "rdns fleet status",
            "rdns fleet status --json | jq -r '.instances[] | select(.verdict != \"healthy\").name'",
            "rdns fleet status --token-file fleet.token http://192.0.2.1:9953 http://192.0.2.2:9953")
        {
            urls,
            config,
            token,
            json,
        };
        status.SetAction((result, cancellation) =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            IReadOnlyList<FleetInstance>? instances = result.GetValue(urls) is { Length: > 0 } named
                ? Named(named, result.GetValue(token), error)
                : Configured(result.GetRequiredValue(config), error);
            return instances is null
                ? Task.FromResult(ExitCode.Failed)
                : RunAsync(instances, result.GetValue(json), result.InvocationConfiguration.Output, cancellation);
        });
        return new TaughtCommand("fleet", "Looks at all instances of an anycast service.", "rdns fleet status") { status };
    }

    private static async Task<int> RunAsync(IReadOnlyList<FleetInstance> instances, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var door = new FleetDoor(Patience);
        var status = FleetStatus.Of(await Task.WhenAll(instances.Select(instance => FleetMember.ReadAsync(door, instance, cancellation))));
        foreach (string line in asJson ? [JsonSerializer.Serialize(status, Camel)] : FleetText.Lines(status))
        {
            await output.WriteLineAsync(line);
        }

        return status.IsWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static IReadOnlyList<FleetInstance>? Configured(string file, TextWriter error)
    {
        IReadOnlyList<FleetInstance>? fleet = ConfigOption.Read(file, error)?.Health.Fleet;
        if (fleet is { Count: 0 })
        {
            error.WriteLine($"{file}: no instance stands under 'fleet'");
        }

        return fleet is { Count: > 0 } ? fleet : null;
    }

    private static List<FleetInstance>? Named(IReadOnlyList<string> urls, string? tokenFile, TextWriter error)
    {
        string token = "";
        if (tokenFile is not null && !FleetSection.TryReadToken(tokenFile, out token))
        {
            error.WriteLine(token);
            return null;
        }

        var instances = new List<FleetInstance>();
        foreach (string text in urls.Distinct(StringComparer.Ordinal))
        {
            if (FleetSection.TryRead(text) is not { } url)
            {
                error.WriteLine($"'{text}' is no http:// or https:// URL");
                return null;
            }

            instances.Add(new FleetInstance(url.Authority, url, tokenFile is null ? null : token));
        }

        return instances;
    }
}
