using System.Globalization;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Changes;

/// <summary>Checking what a change touches finds what checking the whole zone finds.</summary>
public sealed class ChangeCheckTests : IDisposable
{
    private const string Apex = "@ 3600 SOA ns.test. host.test. 1 2 3 4 5\n@ 3600 NS ns.test.\n";
    private const int ZoneSets = 150;
    private const int EditsOfEach = 4;
    private static readonly string? Seed = Environment.GetEnvironmentVariable("RDNS_SEED");

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("", "d 60 DNAME other.test.\nx.d 60 A 192.0.2.1\n")]
    [InlineData("x.y.d 60 TXT x\n", "x.y.d 60 TXT x\nd 60 DNAME other.test.\n")]
    [InlineData("a 60 A 192.0.2.1\n", "a 60 A 192.0.2.1\nA 60 CNAME other.test.\n")]
    [InlineData("c 60 NS ns.test.\na.c 60 CNAME x.test.\na.c 60 CNAME y.test.\n", "a.c 60 CNAME x.test.\na.c 60 CNAME y.test.\n")]
    [InlineData("@ 3600 NS h.ns\nh.ns 60 A 192.0.2.1\n", "@ 3600 NS h.ns\n")]
    [InlineData("@ 3600 NS h.ns\n*.ns 60 A 192.0.2.1\n", "@ 3600 NS h.ns\n*.ns 60 A 192.0.2.1\nb.h.ns 60 TXT x\n")]
    [InlineData("a 60 TXT x\n", "a 60 SOA ns.test. host.test. 1 2 3 4 5\n")]
    public void A_change_that_breaks_a_zone_is_an_error(string before, string after)
    {
        (List<string> whole, List<string> changed) = Errors(Apex + before, Apex + after);

        Assert.NotEmpty(whole);
        Assert.Equal(whole, changed);
    }

    [Fact]
    public void An_error_in_what_was_added_has_file_and_line()
    {
        List<ZoneDiagnostic> found = CheckChange(Apex + "a 60 A 192.0.2.1\n", Apex + "a 60 A 192.0.2.1\na 60 CNAME x.test.\n");

        ZoneDiagnostic error = Assert.Single(found);
        Assert.Equal((_path, 4), (error.File, error.Line));
    }

    [Fact]
    public void What_was_said_of_a_name_holds_until_the_name_changes()
    {
        ZoneDiagnostic[] before =
        [
            new(ZoneSeverity.Warning, "f", 3, 0, "a.example./A: said before"),
            new(ZoneSeverity.Warning, "f", 4, 0, "0/25.example./MX: said before"),
            new(ZoneSeverity.Warning, "f", 5, 0, "about the file"),
        ];
        using ZoneContents old = ZoneText.Read(Apex + "a 60 A 192.0.2.1\n", "example.");
        using ZoneContents @new = ZoneText.Read(Apex + "A 60 A 192.0.2.2\n", "example.");
        using var diff = ZoneDiff.Between(old, @new);

        Assert.Equal([before[1] with { Line = 0 }], ZoneCheck.Carry(before, diff));
    }

    [Fact]
    public void Random_edits_are_judged_as_the_whole_zone_is()
    {
        IEnumerable<ulong> seeds = Seed is null
            ? Enumerable.Range(0, ZoneSets).Select(seed => (ulong)seed)
            : [ulong.Parse(Seed, CultureInfo.InvariantCulture)];
        int broken = 0;
        foreach (ulong seed in seeds)
        {
            var dice = new Dice(seed);
            var generator = new ZoneGenerator(dice);
            var editor = new EditedZone(dice, generator);
            foreach (ZoneDraft draft in generator.Next())
            {
                for (int i = 0; i < EditsOfEach; i++)
                {
                    broken += Judge(draft, editor.Edit(draft), $"RDNS_SEED={seed}") ? 0 : 1;
                }
            }
        }

        Assert.True(broken > 0 || Seed is not null);
    }

    public void Dispose() => File.Delete(_path);

    private static bool Judge(ZoneDraft draft, ZoneDraft edited, string seed)
    {
        using ZoneContents old = ZoneText.Contents(draft.ToZone());
        using ZoneContents @new = ZoneText.Contents(edited.ToZone());
        List<ZoneDiagnostic> whole = CheckWhole(@new);
        if (CheckWhole(old).Exists(IsError))
        {
            return true;
        }

        using var diff = ZoneDiff.Between(old, @new);
        using var zone = CompiledZone.Compile(@new);
        var changed = new List<ZoneDiagnostic>();
        Assert.True(ZoneCheck.TryRun(zone, diff, [], changed));
        string described = $"{seed}\nbefore:\n{draft}\nafter:\n{edited}\nwhole:\n{string.Join('\n', whole)}\nchange:\n{string.Join('\n', changed)}";
        Assert.True(Messages(whole, IsError).SequenceEqual(Messages(changed, IsError), StringComparer.Ordinal), described);

        // Warnings about names that the change leaves alone are carried over from before, or come up with the next whole reading.
        var carriedOver = ZoneCheck.Carry(whole, diff).Select(diagnostic => diagnostic.Message).ToHashSet(StringComparer.Ordinal);
        Assert.True(
            Messages(whole, diagnostic => !IsError(diagnostic) && !carriedOver.Contains(diagnostic.Message) && !IsAboutTtl(diagnostic))
                .All(message => changed.Exists(diagnostic => string.Equals(diagnostic.Message, message, StringComparison.OrdinalIgnoreCase))),
            described);
        return !whole.Exists(IsError);
    }

    private (List<string> Whole, List<string> Changed) Errors(string before, string after)
    {
        using ZoneContents @new = ZoneText.Read(after, "example.");
        return (Messages(CheckWhole(@new), IsError), Messages(CheckChange(before, after), IsError));
    }

    private List<ZoneDiagnostic> CheckChange(string before, string after)
    {
        using ZoneContents old = ZoneText.Read(before, "example.");
        using ZoneContents @new = ZoneText.Read(after, "example.");
        using var served = CompiledZone.Compile(old);
        using var zone = CompiledZone.Compile(@new);
        File.WriteAllText(_path, after);
        ZoneFile.Compare(_path, served, ZoneFileOptions.Default, [], out IReadOnlyList<string> files, out ZoneDiff? diff);
        using (diff)
        {
            var found = new List<ZoneDiagnostic>();
            Assert.True(ZoneCheck.TryRun(zone, diff!, files, found));
            return found;
        }
    }

    private static List<ZoneDiagnostic> CheckWhole(ZoneContents contents)
    {
        var found = new List<ZoneDiagnostic>();
        ZoneCheck.Run(contents, [], found);
        return found;
    }

    private static bool IsError(ZoneDiagnostic diagnostic) => diagnostic.Severity == ZoneSeverity.Error;

    private static bool IsAboutTtl(ZoneDiagnostic diagnostic) => diagnostic.Message.Contains("TTL", StringComparison.Ordinal);

    private static List<string> Messages(List<ZoneDiagnostic> diagnostics, Func<ZoneDiagnostic, bool> chosen) =>
        [.. diagnostics.Where(chosen).Select(diagnostic => diagnostic.Message.ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
