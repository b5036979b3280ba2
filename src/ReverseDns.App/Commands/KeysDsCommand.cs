using System.CommandLine;
using System.Net;
using ReverseDns.App.Parent;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>rdns keys ds: what the parent is to have, and whether all of its servers do.</summary>
internal static class KeysDsCommand
{
    public static Command Create(KeysOptions options)
    {
        Argument<string?> zone = KeysCommand.OptionalZone();
        var digest = new Option<DigestType>("--digest")
        {
            Description = "Sha256, Sha384 or Sha1.",
            DefaultValueFactory = _ => DigestType.Sha256,
        };
        var check = new Option<bool>("--check") { Description = "Ask every server of the parent's. Exit code 1 unless each has just these." };
        var notify = new Option<bool>("--notify") { Description = "Tell the parent that CDS have changed, where it has said by DSYNC that it wants to know (RFC 9859)." };
        var command = new TaughtCommand(
            "ds", "Prints the DS records that the parent is to have, for its web form or its zone file.",
            "rdns keys ds 2.0.192.in-addr.arpa", "rdns keys ds 2.0.192.in-addr.arpa --check", "rdns keys ds --digest sha384") { zone, digest, check, notify };
        options.Act(command, async (result, store, configured, cancellation) =>
        {
            if (KeysCommand.Read(result, store, result.GetValue(zone)) is not var (keys, faults))
            {
                return ExitCode.WrongUsage;
            }

            bool isRight = true;
            foreach (DomainName name in keys.Select(key => key.Zone).Distinct())
            {
                using KeeperRun look = new ZoneKeeper(store, name, TimeProvider.System).Look(configured.Dnssec.PolicyOf(name).Keys);
                StoredKey[] wanted = [.. keys.Where(key => key.Zone == name && IsForParent(look.State, key))];
                foreach (StoredKey key in wanted)
                {
                    byte[] rdata = DelegationSigner.Create(name, key.Key.DnsKey.Span, result.GetValue(digest));
                    await result.InvocationConfiguration.Output.WriteLineAsync($"{name} IN DS {Rdata.ToPresentation(RecordType.DS, rdata)}");
                }

                var expected = KeySet.Of(wanted.Select(key => key.Name));
                isRight &= !result.GetValue(check) || await CheckAsync(result, configured.Dnssec.PolicyOf(name).ParentServers, name, expected, wanted, cancellation);
                isRight &= !result.GetValue(notify) || await NotifyAsync(result, name, cancellation);
            }

            return isRight ? KeysOptions.Report(result, faults) : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>Before a zone is signed, its new secure entry points are; afterwards the state says which.</summary>
    private static bool IsForParent(ZoneKeyState state, StoredKey key) =>
        key.Key.IsSecureEntryPoint
        && (state.Keys.IsEmpty || state.Find(key.Name) is { Goal: KeyGoal.Active, SignsKeys: true });

    private static async Task<bool> NotifyAsync(ParseResult result, DomainName zone, CancellationToken cancellation)
    {
        IReadOnlyList<IPEndPoint> resolvers = Resolver.OfSystem();
        if (await Resolver.ParentAsync(resolvers, zone, cancellation) is not { } parent)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"No resolver says what the parent of {zone} is");
            return false;
        }

        IReadOnlyList<(IPEndPoint Place, bool HasAnswered)> told = await new CdsNotifier(resolvers).NotifyAsync(zone, parent.Zone, cancellation);
        foreach ((IPEndPoint place, bool hasAnswered) in told)
        {
            await result.InvocationConfiguration.Output.WriteLineAsync($"; {place} {(hasAnswered ? "has been told" : "did not answer")}");
        }

        return told.All(answer => answer.HasAnswered);
    }

    private static async Task<bool> CheckAsync(
        ParseResult result, IReadOnlyList<IPEndPoint> servers, DomainName zone, KeySet expected, StoredKey[] wanted, CancellationToken cancellation)
    {
        ManagedKey[] keys =
        [
            .. wanted.Select(key => new ManagedKey(
                key.Name, KeyRole.Combined, KeyGoal.Active, key.Key.DnsKey, DateTimeOffset.UnixEpoch, SinceClock: null, IsUrgent: false)),
        ];
        var parent = new ParentServers(servers, Resolver.OfSystem());
        IReadOnlyList<ParentAnswer> answers = await parent.AskAsync(zone, keys, cancellation);
        foreach (ParentAnswer answer in answers)
        {
            string said = answer.Fault ?? (answer.Ds!.IsEmpty ? "has no DS" : $"has the DS of {string.Join(" and ", answer.Ds.Names)}");
            await result.InvocationConfiguration.Output.WriteLineAsync($"; {answer.Server} {said}");
        }

        if (answers.Count == 0)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"No server of the parent of {zone} was found");
        }

        return answers.Count > 0 && answers.All(answer => expected.Equals(answer.Ds));
    }
}
