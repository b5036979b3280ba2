using System.CommandLine;
using System.Security.Cryptography;
using ReverseDns.App.Configuration;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>What the commands under 'rdns keys' share: where keys are, which zone is meant, and how a failure is told.</summary>
internal sealed class KeysOptions
{
    public Option<string> Config { get; } = Recursive(ConfigOption.Create());

    public Option<string?> Folder { get; } = new("--folder", "-f")
    {
        Description = "The folder of the keys; by default the one that the configuration file names.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public Option<string?> Module { get; } = new("--module")
    {
        Description = "The PKCS#11 module of the token that keeps keys; by default the one that the configuration file names.",
        HelpName = "PATH",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the answer as JSON.", Recursive = true };

    public static Argument<string> Zone() => new("ZONE") { Description = "The zone's name." };

    public static Argument<string> Key() => new("KEY") { Description = "The key: its tag, or algorithm and tag as in 013+26456." };

    /// <summary>Runs a command on the folder; what goes wrong with it is one line on standard error.</summary>
    public void Act(Command command, Func<ParseResult, KeyStore, DnssecConfiguration, int> work) =>
        Act(command, (result, store, configured, _) => Task.FromResult(work(result, store, configured.Dnssec)));

    /// <summary>The same for work that asks other servers; without a configuration file there are defaults.</summary>
    public void Act(
        Command command, Func<ParseResult, KeyStore, KeysConfiguration, CancellationToken, Task<int>> work) =>
        command.SetAction(async (result, cancellation) =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            var configured = new KeysConfiguration(DnssecConfiguration.None, ControlSocket: null);
            string? folder = result.GetValue(Folder);
            if (folder is null)
            {
                if (ConfigOption.Read(result.GetRequiredValue(Config), error) is not { } file)
                {
                    return ExitCode.Failed;
                }

                configured = new KeysConfiguration(file.Dnssec, file.ControlSocket);
            }

            try
            {
                var store = new KeyStore(folder ?? configured.Dnssec.KeyFolder, result.GetValue(Module) ?? configured.Dnssec.TokenModule);
                return await work(result, store, configured, cancellation);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                await error.WriteLineAsync(exception.Message);
                return ExitCode.Failed;
            }
        });

    /// <summary>Says so when the text names no zone.</summary>
    public static bool TryZone(ParseResult result, string text, out DomainName zone)
    {
        bool valid = DomainName.TryParse(text, out zone);
        if (!valid)
        {
            result.InvocationConfiguration.Error.WriteLine($"'{text}' is not a domain name");
        }

        return valid;
    }

    /// <summary>Says so when the zone has no such key, or several.</summary>
    public static StoredKey? Find(ParseResult result, IReadOnlyList<StoredKey> keys, string text)
    {
        StoredKey[] found =
        [
            .. keys.Where(key => key.Name.ToString().Equals(text, StringComparison.Ordinal)
                || (ushort.TryParse(text, out ushort tag) && key.Name.KeyTag == tag)),
        ];
        if (found.Length != 1)
        {
            string known = string.Join(", ", keys.Select(key => key.Name));
            result.InvocationConfiguration.Error.WriteLine(
                $"'{text}' names {(found.Length == 0 ? "no key" : "several keys")} of the zone; it has {(known.Length > 0 ? known : "none")}");
        }

        return found.Length == 1 ? found[0] : null;
    }

    /// <returns>Failed when a file was not used: nothing wrong with keys goes by silently.</returns>
    public static int Report(ParseResult result, IReadOnlyList<KeyFault> faults)
    {
        foreach (KeyFault fault in faults)
        {
            result.InvocationConfiguration.Error.WriteLine($"not used: {fault}");
        }

        return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static Option<string> Recursive(Option<string> option)
    {
        option.Recursive = true;
        return option;
    }
}
