using System.CommandLine;
using ReverseDns.Registry;

namespace ReverseDns.App.Commands;

/// <summary>rdns build: registry data in, zone files and a report out.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan: which zones, from which sources, by which rules." };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder of the zone files; made when it is not there.",
            HelpName = "FOLDER",
            Required = true,
        };
        var accept = new Option<string?>("--accept")
        {
            Description = "Publish this once although the change guard finds too much gone; says why. It is recorded.",
            HelpName = "WHY",
        };
        var by = new Option<string>("--by")
        {
            Description = "Who accepts.",
            HelpName = "WHO",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Report notes and foreign blocks one by one too." };
        var command = new TaughtCommand(
            "build",
            "Builds delegation zones from registry data. Either all zones are fine and published, or nothing is.",
            "rdns build zones/plan.yaml --out /var/lib/rdns/zones",
            "rdns build plan.yaml -o zones --json > report.json",
            "rdns build plan.yaml -o zones --accept \"member 4711 has left\" --by alice") { plan, output, accept, by, json, verbose };
        command.SetAction(async result =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            ZonePlan? read = RegistryWork.ReadPlan(result.GetRequiredValue(plan), error);
            if (read is null)
            {
                return ExitCode.Failed;
            }

            GuardOverride? accepted = result.GetValue(accept) is { } why ? new GuardOverride(result.GetRequiredValue(by), why) : null;
            BuildReport? report = await RegistryWork.RunAsync(
                progress => RegistryBuild.Run(read, result.GetRequiredValue(output), TimeProvider.System, progress, accepted), error);
            return report is null
                ? ExitCode.Failed
                : RegistryWork.Show(report, result.GetValue(json), result.GetValue(verbose), result.InvocationConfiguration.Output);
        });
        return command;
    }
}
