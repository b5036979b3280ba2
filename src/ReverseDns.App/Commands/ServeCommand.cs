using System.CommandLine;
using System.Globalization;
using System.Net;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;
using ReverseDns.App.Supervision;

namespace ReverseDns.App.Commands;

/// <summary>rdns serve: answers from the configured zones until SIGTERM.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        var allowBroken = new Option<bool>("--allow-broken")
        {
            Description = "Start although zones are broken: they are answered with SERVFAIL, the others as always.",
        };
        var command = new TaughtCommand(
            "serve",
            "Answers from the configured zones over UDP and TCP. SIGHUP reloads what changed, SIGTERM drains and ends.",
            "rdns serve                            with ./rdns.yaml, else /etc/rdns/rdns.yaml",
            "rdns serve -c rdns.yaml --allow-broken",
            "kill -HUP $(pidof rdns)               the same as 'rdns ctl reload', without waiting for the outcome") { config, allowBroken };
        command.SetAction(result => RunAsync(
            result.GetRequiredValue(config),
            result.GetValue(allowBroken),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>The command without its command line.</summary>
    public static async Task<int> RunAsync(string file, bool allowBroken, TextWriter output, TextWriter error)
    {
        RdnsConfiguration? configuration = ConfigOption.Read(file, error);
        if (configuration is null)
        {
            return ExitCode.Failed;
        }

        using var manager = new ServiceManager(Environment.GetEnvironmentVariable, TimeProvider.System);
        var setup = new InstanceSetup(
            configuration, file, configuration.ControlSocket, addresses => SayReady(output, addresses), manager);
        return await InstanceHost.RunAsync(setup, allowBroken, error);
    }

    /// <summary>The one line on standard output: whoever started rdns can wait for it.</summary>
    private static void SayReady(TextWriter output, IReadOnlyList<IPEndPoint> addresses)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready: answering on {string.Join(", ", addresses)}"));
        output.Flush();
    }
}
