using System.CommandLine;
using System.Text.Json;
using ReverseDns.App.Control;

namespace ReverseDns.App.Commands;

/// <summary>rdns ctl: asks or tells the instance that runs here.</summary>
internal static class CtlCommand
{
    private static readonly Option<string> Socket = new("--socket")
    {
        Description = "The control socket; by default the one that the configuration file names.",
        HelpName = "PATH",
        Recursive = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the answer as one line of JSON.",
        Recursive = true,
    };

    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        config.Recursive = true;
        var zone = new Argument<string>("ZONE") { Description = "The zone's name." };
        TaughtCommand zoneCommand = Sub(
            "zone", "Shows one zone: file, serial, size, warnings.", config, result => result.GetRequiredValue(zone),
            "rdns ctl zone 2.0.192.in-addr.arpa");
        zoneCommand.Add(zone);
        var signed = new Argument<string>("ZONE") { Description = "The zone's name." };
        TaughtCommand signCommand = Sub(
            "sign", "Looks after the keys and signatures of a zone now: the parent is asked, and what is due is done.", config,
            result => result.GetRequiredValue(signed), "rdns ctl sign 2.0.192.in-addr.arpa");
        signCommand.Add(signed);
        return new TaughtCommand(
            "ctl",
            "Asks or tells the instance that runs on this machine.",
            "rdns ctl status",
            "rdns ctl reload",
            "rdns ctl zone 2.0.192.in-addr.arpa --json")
        {
            config,
            Socket,
            Json,
            Sub("status", "Shows what is answered where, and how much.", config, null, "rdns ctl status", "rdns ctl status --json"),
            Sub(
                "metrics", "Shows all metrics as Prometheus reads them, for a collector of text files; over HTTP they are at /metrics (http.listen).", config, null,
                "rdns ctl metrics > /var/lib/prometheus/node-exporter/rdns.prom"),
            Sub(
                "reload",
                "Reads the zones again that changed, and says of each what became of it. Exit code 1 when one is broken; the old one is then still answered.",
                config, null, "rdns ctl reload", "rdns ctl reload --json"),
            Sub("drain", "Ends the instance as SIGTERM does: what is in flight is answered.", config, null, "rdns ctl drain"),
            zoneCommand,
            signCommand,
        };
    }

    private static TaughtCommand Sub(
        string name, string description, Option<string> config, Func<ParseResult, string>? zone, params string[] examples)
    {
        var command = new TaughtCommand(name, description, examples);
        command.SetAction(async (result, cancellation) =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            string? path = result.GetValue(Socket) ?? ConfigOption.Read(result.GetRequiredValue(config), error)?.ControlSocket;
            if (path is null)
            {
                return ExitCode.Failed;
            }

            try
            {
                ControlResponse response = await ControlClient.AskAsync(path, new ControlRequest(name, zone?.Invoke(result)), cancellation);
                TextWriter output = result.InvocationConfiguration.Output;
                if (result.GetValue(Json))
                {
                    await output.WriteLineAsync(JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse));
                }
                else
                {
                    ControlText.Write(response, output, error);
                }

                return response.Error is null && response.Reload is null or { IsClean: true } ? ExitCode.Done : ExitCode.Failed;
            }
            catch (IOException e)
            {
                await error.WriteLineAsync(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
