using System.CommandLine;
using System.Text.Json;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>rdns keys: the keys of signed zones, and their rolls.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var options = new KeysOptions();
        return new TaughtCommand(
            "keys",
            "Shows, makes, moves and rolls the keys of signed zones.",
            "rdns keys status",
            "rdns keys ds 2.0.192.in-addr.arpa",
            "rdns keys rollover 2.0.192.in-addr.arpa --role zsk")
        {
            options.Config,
            options.Folder,
            options.Module,
            options.Json,
            List(options),
            KeysFileCommands.Generate(options),
            KeysFileCommands.Import(options),
            KeysFileCommands.Export(options),
            KeysDsCommand.Create(options),
            KeysRollCommands.Rollover(options),
            KeysRollCommands.Retire(options),
            KeysRollCommands.Status(options),
        };
    }

    private static TaughtCommand List(KeysOptions options)
    {
        Argument<string?> zone = OptionalZone();
        var command = new TaughtCommand(
            "list", "Lists the key files of a zone, or of all. Exit code 1 when one is not fit to be used.",
            "rdns keys list", "rdns keys list 2.0.192.in-addr.arpa --json") { zone };
        options.Act(command, (result, store, _) =>
        {
            if (Read(result, store, result.GetValue(zone)) is not var (keys, faults))
            {
                return ExitCode.WrongUsage;
            }

            if (result.GetValue(options.Json))
            {
                result.InvocationConfiguration.Output.WriteLine(
                    JsonSerializer.Serialize([.. keys.Select(KeyReport.Of)], KeysJson.Default.KeyReportArray));
            }
            else
            {
                foreach (StoredKey key in keys)
                {
                    result.InvocationConfiguration.Output.WriteLine(KeyReport.Of(key).Line);
                }
            }

            return KeysOptions.Report(result, faults);
        });
        return command;
    }

    public static Argument<string?> OptionalZone() =>
        new("ZONE") { Description = "The zone's name; without it, all zones.", Arity = ArgumentArity.ZeroOrOne };

    public static (IReadOnlyList<StoredKey> Keys, IReadOnlyList<KeyFault> Faults)? Read(ParseResult result, KeyStore store, string? zone)
    {
        if (zone is null)
        {
            return store.ReadAll();
        }

        return KeysOptions.TryZone(result, zone, out DomainName name) ? store.Read(name) : null;
    }
}
