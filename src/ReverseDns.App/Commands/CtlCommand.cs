using System.CommandLine;
using System.Text.Json;
using ReverseDns.App.Control;
using ReverseDns.App.Top;

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
            "rdns ctl zone",
            "rdns ctl zone 2.0.192.in-addr.arpa --json",
            "rdns ctl watch --client 192.0.2.0/24")
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
            Sub(
                "handover",
                "Has a restart within half a minute leave its sockets to the new process: questions wait there, none is lost, and nothing is drained. For upgrades; systemd keeps the sockets.",
                config, null, "rdns ctl handover && systemctl restart rdns"),
            ZoneCommand(config),
            TopCommand(config),
            signCommand,
            WatchCommand.Create((result, watch) => RunAsync(result, config, (socket, _) => watch(socket)), Json),
        };
    }

    /// <summary>Many zones come in pieces, so that neither side ever has all of them in one message.</summary>
    private static TaughtCommand ZoneCommand(Option<string> config)
    {
        var zone = new Argument<string?>("ZONE") { Description = "The zone's name; without it all zones are shown, one a line.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand(
            "zone",
            "Shows how zones stand: what is served and what primaries offer, since when they fail and why, and when a zone expires.",
            "rdns ctl zone",
            "rdns ctl zone | grep -v ^good",
            "rdns ctl zone 2.0.192.in-addr.arpa",
            "rdns ctl zone 2.0.192.in-addr.arpa --json | jq .zone.secondary.primaries",
            "rdns ctl zone --json | jq -c 'select(.zone.secondary.lagSeconds > 60) | .zone.zone'")
        {
            zone,
        };
        command.SetAction((result, cancellation) => RunAsync(result, config, async (socket, print) =>
        {
            if (result.GetValue(zone) is { } name)
            {
                return print(await ControlClient.AskAsync(socket, new ControlRequest("zone", name), cancellation));
            }

            TextWriter output = result.InvocationConfiguration.Output;
            await output.WriteAsync(result.GetValue(Json) ? "" : $"{ZoneText.Head}\n");
            for (string? last = null; ;)
            {
                ControlResponse some = await ControlClient.AskAsync(socket, new ControlRequest("zones", last), cancellation);
                if (some.Zones is not { Count: > 0 } zones)
                {
                    return some.Error is null ? ExitCode.Done : print(some);
                }

                if (result.GetValue(Json))
                {
                    zones.Select(status => new ControlResponse(Zone: status)).ToList().ForEach(one => print(one));
                }
                else
                {
                    print(some);
                }

                last = zones[^1].Zone;
            }
        }));
        return command;
    }

    private static TaughtCommand TopCommand(Option<string> config)
    {
        var over = new Option<string>("--over") { Description = "How far back: 5m, 1h or 1d.", DefaultValueFactory = _ => "1h" };
        over.AcceptOnlyFromAmong([.. TopPage.Windows.Keys]);
        var count = new Option<int>("--count") { Description = "Entries of each list.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var command = new TaughtCommand(
            "top",
            "Shows what is asked most, and by whom: estimated from queries drawn at random.",
            "rdns ctl top",
            "rdns ctl top --over 1d --count 50",
            "rdns ctl top --json | jq -r '.top.delegations[] | [.queries, .prefix, .name] | @tsv'")
        {
            over,
            count,
        };
        command.SetAction((result, cancellation) => RunAsync(result, config, async (socket, print) => print(await ControlClient.AskAsync(
            socket,
            new ControlRequest("top", Window: TopPage.Windows[result.GetRequiredValue(over)], Count: result.GetRequiredValue(count)),
            cancellation))));
        return command;
    }

    private static TaughtCommand Sub(
        string name, string description, Option<string> config, Func<ParseResult, string>? zone, params string[] examples)
    {
        var command = new TaughtCommand(name, description, examples);
        command.SetAction((result, cancellation) => RunAsync(result, config, async (socket, print) =>
            print(await ControlClient.AskAsync(socket, new ControlRequest(name, zone?.Invoke(result)), cancellation))));
        return command;
    }

    /// <param name="ask">Given the socket, and what prints a response and returns the exit code.</param>
    private static async Task<int> RunAsync(
        ParseResult result, Option<string> config, Func<string, Func<ControlResponse, int>, Task<int>> ask)
    {
        TextWriter error = result.InvocationConfiguration.Error;
        string? path = result.GetValue(Socket) ?? ConfigOption.Read(result.GetRequiredValue(config), error)?.ControlSocket;
        if (path is null)
        {
            return ExitCode.Failed;
        }

        try
        {
            return await ask(path, response => Print(response, result));
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    private static int Print(ControlResponse response, ParseResult result)
    {
        TextWriter output = result.InvocationConfiguration.Output;
        if (result.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse));
        }
        else
        {
            ControlText.Write(response, output, result.InvocationConfiguration.Error);
        }

        return response.Error is null && response.Reload is null or { IsClean: true } ? ExitCode.Done : ExitCode.Failed;
    }
}
