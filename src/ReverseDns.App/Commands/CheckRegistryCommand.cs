using System.CommandLine;
using ReverseDns.Registry;

namespace ReverseDns.App.Commands;

/// <summary>rdns check registry: what a build would say, without writing anything.</summary>
internal static class CheckRegistryCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan." };
        var against = new Option<string?>("--against")
        {
            Description = "A folder that 'build' has written: the report says what would change, and the guard judges it.",
            HelpName = "FOLDER",
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Report notes and foreign blocks one by one too." };
        var command = new TaughtCommand(
            "registry",
            "Builds from a plan as 'build' would, and writes nothing. Exit code 1 when nothing could be published.",
            "rdns check registry zones/plan.yaml",
            "rdns check registry plan.yaml --against /var/lib/rdns/zones --json") { plan, against, json, verbose };
        command.SetAction(async result =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            ZonePlan? read = RegistryWork.ReadPlan(result.GetRequiredValue(plan), error);
            if (read is null)
            {
                return ExitCode.Failed;
            }

            // Compared with no folder, the report is that of a first build.
            string folder = result.GetValue(against) ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            BuildReport? report = await RegistryWork.RunAsync(
                progress => RegistryBuild.Check(read, folder, TimeProvider.System, progress), error);
            return report is null
                ? ExitCode.Failed
                : RegistryWork.Show(report, result.GetValue(json), result.GetValue(verbose), result.InvocationConfiguration.Output);
        });
        return command;
    }
}
