using System.CommandLine;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>Makes key files, and moves them from and to other programs.</summary>
internal static class KeysFileCommands
{
    public static Command Generate(KeysOptions options)
    {
        Argument<string> zone = KeysOptions.Zone();
        var role = new Option<KeyUse>("--role") { Description = "ksk (for a CSK too) or zsk.", Required = true };
        Option<SecurityAlgorithm?> algorithm = Algorithm("By default the one of the configuration.");
        var command = new TaughtCommand(
            "generate", "Makes a spare key: the next roll takes it.",
            "rdns keys generate 2.0.192.in-addr.arpa --role zsk",
            "rdns keys generate example.net --role ksk --algorithm ed25519") { zone, role, algorithm };
        options.Act(command, (result, store, configured) =>
        {
            if (!KeysOptions.TryZone(result, result.GetRequiredValue(zone), out DomainName name))
            {
                return ExitCode.WrongUsage;
            }

            using StoredKey key = store.Generate(
                name, result.GetValue(algorithm) ?? configured.PolicyOf(name).Keys.Algorithm, result.GetRequiredValue(role) == KeyUse.Ksk,
                TimeProvider.System.GetUtcNow(), configured.PolicyOf(name).Keys.RsaBits);
            result.InvocationConfiguration.Output.WriteLine(KeyReport.Of(key).Line);
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Import(KeysOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "Either of BIND's files (K*.key, K*.private), a PEM file with a private key, as Knot has it, or the URI (pkcs11:...) of a key in a token." };
        var zone = new Argument<string?>("ZONE") { Description = "The zone that the key must be of; needed for PEM and URI.", Arity = ArgumentArity.ZeroOrOne };
        var role = new Option<KeyUse?>("--role") { Description = "ksk (for a CSK too) or zsk; needed for PEM and URI." };
        Option<SecurityAlgorithm?> algorithm = Algorithm("Needed for PEM and URI.");
        var activate = new Option<bool>("--active") { Description = "For PEM and URI: the key signs the zone now, elsewhere, and is to go on." };
        var command = new TaughtCommand(
            "import", "Takes over a key with its times. One that is active there goes on here: before the zone is first signed here.",
            "rdns keys import /etc/bind/keys/Kexample.net.+013+26456.private",
            "rdns keys import kasp/keys/4e9050b6.pem example.net --role zsk --algorithm ecdsap256sha256 --active",
            "rdns keys import 'pkcs11:token=dns;object=zsk1;pin-source=file:/etc/rdns/pin' example.net --role zsk --algorithm ecdsap256sha256") { file, zone, role, algorithm, activate };
        options.Act(command, (result, store, _) =>
        {
            DomainName? name = null;
            if (result.GetValue(zone) is string text)
            {
                if (!KeysOptions.TryZone(result, text, out DomainName given))
                {
                    return ExitCode.WrongUsage;
                }

                name = given;
            }

            string path = result.GetRequiredValue(file);
            bool isInToken = path.StartsWith("pkcs11:", StringComparison.OrdinalIgnoreCase);
            if (!isInToken && !path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
            {
                return Show(result, store.TryImport(path, name, out StoredKey? key, out KeyFault? fault), key, fault);
            }

            if (name is null || result.GetValue(role) is not KeyUse use || result.GetValue(algorithm) is not SecurityAlgorithm chosen)
            {
                result.InvocationConfiguration.Error.WriteLine("It says neither zone nor use: ZONE, --role and --algorithm are needed");
                return ExitCode.WrongUsage;
            }

            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            KeyTiming timing = result.GetValue(activate)
                ? new KeyTiming { Created = now, Publish = now, Activate = now }
                : new KeyTiming { Created = now };
            bool read = isInToken
                ? store.TryImportToken(path, name.Value, chosen, use == KeyUse.Ksk, timing, out StoredKey? imported, out KeyFault? wrong)
                : store.TryImportPem(path, name.Value, chosen, use == KeyUse.Ksk, timing, out imported, out wrong);
            return Show(result, read, imported, wrong);
        });
        return command;
    }

    public static Command Export(KeysOptions options)
    {
        Argument<string> zone = KeysOptions.Zone();
        Argument<string> key = KeysOptions.Key();
        var target = new Option<string>("--out", "-o") { Description = "The folder to write to; made when it is not there.", HelpName = "FOLDER", Required = true };
        var command = new TaughtCommand(
            "export", "Writes a key's two files, of mode 0600, for BIND, for Knot's 'keymgr import-bind' or for a backup.",
            "rdns keys export example.net 26456 --out backup") { zone, key, target };
        options.Act(command, (result, store, _) =>
        {
            if (!KeysOptions.TryZone(result, result.GetRequiredValue(zone), out DomainName name))
            {
                return ExitCode.WrongUsage;
            }

            IReadOnlyList<StoredKey> keys = store.Read(name).Keys;
            if (KeysOptions.Find(result, keys, result.GetRequiredValue(key)) is not StoredKey found)
            {
                return ExitCode.Failed;
            }

            result.InvocationConfiguration.Output.WriteLine(store.Export(found, result.GetRequiredValue(target)));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Show(ParseResult result, bool done, StoredKey? key, KeyFault? fault)
    {
        (done ? result.InvocationConfiguration.Output : result.InvocationConfiguration.Error)
            .WriteLine(done ? KeyReport.Of(key!).Line : fault!.ToString());
        key?.Dispose();
        return done ? ExitCode.Done : ExitCode.Failed;
    }

    private static Option<SecurityAlgorithm?> Algorithm(string more) => new("--algorithm", "-a")
    {
        Description = $"EcdsaP256Sha256, EcdsaP384Sha384, Ed25519, Ed448, RsaSha256 or RsaSha512. {more}",
    };
}

/// <summary>What a key file is for.</summary>
internal enum KeyUse
{
    Ksk,
    Zsk,
}
