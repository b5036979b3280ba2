using System.CommandLine;
using ReverseDns.App.Configuration;

namespace ReverseDns.App.Commands;

/// <summary>rdns config: a configuration file to start from.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var sample = new Option<bool>("--sample")
        {
            Description = "Print a configuration file with every key, its default and what it means.",
            Required = true,
        };
        var command = new TaughtCommand(
            "config",
            "Prints a configuration file to start from.",
            "rdns config --sample > rdns.yaml") { sample };
        command.SetAction(result => result.InvocationConfiguration.Output.Write(RdnsConfiguration.Sample()));
        return command;
    }
}
