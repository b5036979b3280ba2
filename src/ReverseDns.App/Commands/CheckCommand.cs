using System.CommandLine;
using System.Globalization;
using ReverseDns.App.Configuration;

namespace ReverseDns.App.Commands;

/// <summary>rdns check: says what is wrong before anything goes live.</summary>
internal static class CheckCommand
{
    public static Command Create() => new TaughtCommand(
        "check",
        "Says what is wrong with a file before it goes live. Exit code 1 when there is an error.",
        "rdns check config rdns.yaml",
        "rdns check zone 2.0.192.in-addr.arpa.zone",
        "rdns check registry zones/plan.yaml")
    {
        Config(),
        CheckZoneCommand.Create(),
        CheckRegistryCommand.Create(),
    };

    private static TaughtCommand Config()
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file." };
        var command = new TaughtCommand(
            "config",
            "Lists everything wrong with a configuration file, each with line and column. Reads no zone.",
            "rdns check config rdns.yaml") { file };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(file);
            RdnsConfiguration? configuration = ConfigOption.Read(path, result.InvocationConfiguration.Error);
            if (configuration is null)
            {
                return ExitCode.Failed;
            }

            result.InvocationConfiguration.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: no error; {configuration.Server.Listen.Count} addresses, {configuration.Zones.Count} zone entries"));
            return ExitCode.Done;
        });
        return command;
    }
}
