using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>How the keys of a zone stand, as 'rdns keys status' shows it.</summary>
/// <param name="SignaturesEnd">When the first of the signatures that are served ends; null: no running instance says.</param>
/// <param name="Waits">What caches may still hold that is not wanted any more, and how long.</param>
internal sealed record ZoneKeysReport(
    string Zone,
    bool IsSettled,
    DateTimeOffset? SignaturesEnd,
    IReadOnlyList<ManagedKeyReport> Keys,
    IReadOnlyList<string> Waits,
    IReadOnlyList<string> Alarms)
{
    /// <param name="served">The zone as a running instance has it, if there is one.</param>
    public static ZoneKeysReport Of(DomainName zone, KeeperRun look, ZoneStatus? served) =>
        new(
            zone.ToString(),
            look.State.IsSettled,
            served?.SignaturesEnd,
            [.. look.State.Keys.Select(key => ManagedKeyReport.Of(look, key))],
            [.. Waiting("DNSKEY", look.State.DnsKeys, look.State.Clock), .. Waiting("signatures by", look.State.Signatures, look.State.Clock), .. Waiting("DS", look.State.Ds, look.State.Clock)],
            [.. look.Alarms.Union(served?.Alarms ?? [], StringComparer.Ordinal)]);

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Zone} {(Keys.Count == 0 ? "is not signed" : IsSettled ? "is settled" : "is rolling")}");
        foreach (ManagedKeyReport key in Keys)
        {
            output.WriteLine($"  {key.Name} {key.Role} {key.Goal} since {key.Since:yyyy-MM-dd}{(key.IsAtHand ? "" : ", private key missing")}: {key.Does}");
        }

        if (SignaturesEnd is { } end)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  signatures: the first that is served ends {end:u}"));
        }
        else if (Keys.Count > 0)
        {
            output.WriteLine("  signatures: no running instance says when they end");
        }

        foreach (string wait in Waits)
        {
            output.WriteLine($"  waits: {wait}");
        }

        foreach (string alarm in Alarms)
        {
            output.WriteLine($"  ALARM: {alarm}");
        }
    }

    private static IEnumerable<string> Waiting(string what, KeySetVersions versions, TimeSpan clock) =>
        versions.All.SkipLast(1).Select(version => string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {Names(version.Keys)} {(version.GoneAt is TimeSpan gone ? $"may be in caches for {(gone - clock).TotalHours:0.#} hours" : "may still be served")}, wanted is {Names(versions.Wanted.Keys)}"));

    private static string Names(KeySet keys) => keys.IsEmpty ? "none" : string.Join(" and ", keys.Names);
}

/// <param name="Does">What it is wanted for now, in words.</param>
internal sealed record ManagedKeyReport(
    string Name, KeyRole Role, KeyGoal Goal, DateTimeOffset Since, bool IsAtHand, string Does)
{
    public static ManagedKeyReport Of(KeeperRun look, ManagedKey key)
    {
        ZoneKeyState state = look.State;
        string[] does =
        [
            .. Word("published", state.DnsKeys.Wanted.Keys), .. Word("signs DNSKEY", state.DnsKeys.Wanted.Signers),
            .. Word("signs the zone", state.Signatures.Wanted.Keys), .. Word("DS", state.Ds.Wanted.Keys),
        ];
        return new ManagedKeyReport(
            key.Name.ToString(), key.Role, key.Goal, key.Since, look.Keys.Any(stored => stored.Name == key.Name),
            does.Length > 0 ? string.Join(", ", does) : "nothing");

        string[] Word(string word, KeySet set) => set.Contains(key.Name) ? [word] : [];
    }
}
