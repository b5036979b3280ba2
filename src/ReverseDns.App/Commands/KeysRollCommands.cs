using System.CommandLine;
using System.Text.Json;
using ReverseDns.App.Control;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>Rolls keys before their time, and shows how far rolls are.</summary>
internal static class KeysRollCommands
{
    private const string Follows = "another takes its place as fast as caches allow; 'rdns keys status' shows how far it is";

    public static Command Rollover(KeysOptions options)
    {
        Argument<string> zone = KeysOptions.Zone();
        var role = new Option<KeyRole?>("--role")
        {
            Description = "ksk, zsk or csk; without it, every key in use.",
            CustomParser = argument => argument.Tokens[0].Value.ToUpperInvariant() switch
            {
                "KSK" => KeyRole.KeySigning,
                "ZSK" => KeyRole.ZoneSigning,
                "CSK" => KeyRole.Combined,
                _ => Wrong(argument),
            },
        };
        Option<bool> emergency = Emergency();
        var command = new TaughtCommand(
            "rollover", "Starts a roll of the keys in use.",
            "rdns keys rollover example.net --role ksk",
            "rdns keys rollover example.net --role zsk --emergency") { zone, role, emergency };
        options.Act(command, async (result, store, configured, cancellation) =>
        {
            if (!KeysOptions.TryZone(result, result.GetRequiredValue(zone), out DomainName name))
            {
                return ExitCode.WrongUsage;
            }

            var keeper = new ZoneKeeper(store, name, TimeProvider.System);
            using KeeperRun look = keeper.Look(configured.Dnssec.PolicyOf(name).Keys);
            ManagedKey[] keys =
            [
                .. look.State.Keys.Where(key => key.Goal == KeyGoal.Active && key.Role == (result.GetValue(role) ?? key.Role)),
            ];
            if (keys.Length == 0)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"{name} has no such key in use");
                return ExitCode.Failed;
            }

            return await RetireAllAsync(result, configured, keeper, [.. keys.Select(key => key.Name)], result.GetValue(emergency), cancellation);
        });
        return command;
    }

    public static Command Retire(KeysOptions options)
    {
        Argument<string> zone = KeysOptions.Zone();
        Argument<string> key = KeysOptions.Key();
        Option<bool> emergency = Emergency();
        var command = new TaughtCommand(
            "retire", "Takes one key out of use, as fast as caches allow; another takes its place when it was needed.",
            "rdns keys retire example.net 26456") { zone, key, emergency };
        options.Act(command, async (result, store, configured, cancellation) =>
        {
            if (!KeysOptions.TryZone(result, result.GetRequiredValue(zone), out DomainName name))
            {
                return ExitCode.WrongUsage;
            }

            var keeper = new ZoneKeeper(store, name, TimeProvider.System);
            using KeeperRun look = keeper.Look(configured.Dnssec.PolicyOf(name).Keys);
            return KeysOptions.Find(result, look.Keys, result.GetRequiredValue(key)) is StoredKey found
                ? await RetireAllAsync(result, configured, keeper, [found.Name], result.GetValue(emergency), cancellation)
                : ExitCode.Failed;
        });
        return command;
    }

    public static Command Status(KeysOptions options)
    {
        var zone = new Argument<string?>("ZONE") { Description = "The zone's name; without it, all zones.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand(
            "status", "Shows which key does what, and what rolls wait for. Exit code 1 when something is to be seen to.",
            "rdns keys status", "rdns keys status example.net --json") { zone };
        options.Act(command, async (result, store, configured, cancellation) =>
        {
            DomainName[] zones;
            if (result.GetValue(zone) is string text)
            {
                if (!KeysOptions.TryZone(result, text, out DomainName name))
                {
                    return ExitCode.WrongUsage;
                }

                zones = [name];
            }
            else
            {
                zones = [.. store.ReadAll().Keys.Select(key => key.Zone).Distinct().Order()];
            }

            var reports = new List<ZoneKeysReport>();
            foreach (DomainName name in zones)
            {
                using KeeperRun look = new ZoneKeeper(store, name, TimeProvider.System).Look(configured.Dnssec.PolicyOf(name).Keys);
                reports.Add(ZoneKeysReport.Of(name, look, await ServedAsync(configured, name, cancellation)));
            }

            TextWriter output = result.InvocationConfiguration.Output;
            if (result.GetValue(options.Json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize([.. reports], KeysJson.Default.ZoneKeysReportArray));
            }
            else
            {
                reports.ForEach(report => report.Write(output));
            }

            return reports.TrueForAll(report => report.Alarms.Count == 0) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>The zone as the running instance has it; null when there is none.</summary>
    private static Task<ZoneStatus?> ServedAsync(KeysConfiguration configured, DomainName zone, CancellationToken cancellation) =>
        AskAsync(configured, new ControlRequest("zone", zone.ToString()), cancellation);

    private static async Task<ZoneStatus?> AskAsync(KeysConfiguration configured, ControlRequest request, CancellationToken cancellation)
    {
        try
        {
            return configured.ControlSocket is { } socket ? (await ControlClient.AskAsync(socket, request, cancellation)).Zone : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<int> RetireAllAsync(
        ParseResult result, KeysConfiguration configured, ZoneKeeper keeper, KeyName[] keys, bool isUrgent, CancellationToken cancellation)
    {
        bool done = true;
        foreach (KeyName key in keys)
        {
            bool retired = keeper.TryRetire(key, isUrgent);
            done &= retired;
            await (retired ? result.InvocationConfiguration.Output : result.InvocationConfiguration.Error)
                .WriteLineAsync(retired ? $"{key} retires: {Follows}" : $"{key} is not in use");
        }

        if (await AskAsync(configured, new ControlRequest("sign", keeper.Zone.ToString()), cancellation) is null)
        {
            await result.InvocationConfiguration.Output.WriteLineAsync("No running instance was told: one that signs the zone sees it within the hour");
        }

        return done ? ExitCode.Done : ExitCode.Failed;
    }

    private static Option<bool> Emergency() => new("--emergency")
    {
        Description = "Somebody else may have the key: make all its signatures anew at once, not when they are due.",
    };

    private static KeyRole? Wrong(System.CommandLine.Parsing.ArgumentResult argument)
    {
        argument.AddError($"'{argument.Tokens[0].Value}' is not ksk, zsk or csk");
        return null;
    }
}
