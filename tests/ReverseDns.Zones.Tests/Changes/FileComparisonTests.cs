using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Changes;

public sealed class FileComparisonTests : IDisposable
{
    private const string Apex = "@ 3600 SOA ns. host. 1 2 3 4 5\n@ 3600 NS ns.\n";
    private const int ZoneSets = 100;
    private static readonly string? Seed = Environment.GetEnvironmentVariable("RDNS_SEED");

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void The_same_records_in_another_order_and_case_are_no_change()
    {
        using ZoneDiff diff = Compare(
            Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 NS ns.b\nns.b 60 A 192.0.2.3\n",
            "NS.b 60 A 192.0.2.3\nA 60 A 192.0.2.2\na.Example. 60 A 192.0.2.1\nb 60 NS ns.b.EXAMPLE.\nb 60 NS ns.b\n" + Apex);

        Assert.True(diff.IsEmpty);
    }

    [Fact]
    public void What_is_new_is_added_with_its_line_and_what_is_missing_removed()
    {
        using ZoneDiff diff = Compare(
            Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 TXT b\n", Apex + "a 60 A 192.0.2.2\na 60 A 192.0.2.3\nc 60 TXT c\n");

        Assert.Equal(["a.example. 60 A 192.0.2.1", "b.example. 60 TXT \"b\""], ZoneText.Lines(diff.Removed));
        Assert.Equal(["a.example. 60 A 192.0.2.3", "c.example. 60 TXT \"c\""], ZoneText.Lines(diff.Added));
        Assert.True(diff.Added.TryFind(DomainName.Parse("c.example").Wire, RecordType.TXT, out RRsetView added));
        Assert.Equal(5, added.Line(0));
    }

    [Fact]
    public void The_TTL_of_an_RRset_is_that_of_the_record_that_stands_first()
    {
        using ZoneDiff none = Compare(Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n", Apex + "a 60 A 192.0.2.2\na 90 A 192.0.2.1\n");
        using ZoneDiff diff = Compare(Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n", Apex + "a 90 A 192.0.2.3\na 60 A 192.0.2.2\n");

        Assert.True(none.IsEmpty);
        Assert.Equal(["a.example. 60 A 192.0.2.1", "a.example. 60 A 192.0.2.2"], ZoneText.Lines(diff.Removed));
        Assert.Equal(["a.example. 90 A 192.0.2.2", "a.example. 90 A 192.0.2.3"], ZoneText.Lines(diff.Added));
    }

    [Fact]
    public void The_serial_is_read_from_the_file_and_may_be_the_one_before()
    {
        using ZoneDiff newer = Compare(Apex, Apex.Replace("host. 1", "host. 7", StringComparison.Ordinal));
        using ZoneDiff same = Compare(Apex, Apex + "a 60 TXT a\n");

        Assert.Equal((new Serial(1), new Serial(7)), (newer.From, newer.To));
        Assert.Equal((new Serial(1), new Serial(1)), (same.From, same.To));
    }

    [Theory]
    [InlineData("a 60 A 192.0.2.300\n", FileComparison.Broken)]
    [InlineData("a 60 A 192.0.2.1\na.other. 60 A 192.0.2.1\n", FileComparison.Broken)]
    [InlineData("@ 3600 SOA ns. host. 2 2 3 4 5\n", FileComparison.TooDifferent)]
    [InlineData("$GENERATE 1-200 $ 60 A 192.0.2.1\n", FileComparison.TooDifferent)]
    [InlineData("$GENERATE 1-60 $ 60 A 192.0.2.1\n", FileComparison.Differs)]
    public void A_file_that_is_broken_or_far_from_what_is_served_gives_no_diff(string more, FileComparison expected)
    {
        using CompiledZone served = Compile(Apex);
        File.WriteAllText(_path, Apex + more);

        Assert.Equal(expected, ZoneFile.Compare(_path, served, ZoneFileOptions.Default, [], out _, out ZoneDiff? diff));
        Assert.Equal(expected == FileComparison.Differs, diff is not null);
        diff?.Dispose();
    }

    [Fact]
    public void The_difference_makes_of_what_was_served_what_a_whole_reading_gives()
    {
        IEnumerable<ulong> seeds = Seed is null
            ? Enumerable.Range(0, ZoneSets).Select(seed => (ulong)seed)
            : [ulong.Parse(Seed, CultureInfo.InvariantCulture)];
        foreach (ulong seed in seeds)
        {
            var dice = new Dice(seed);
            var generator = new ZoneGenerator(dice);
            foreach (ZoneDraft draft in generator.Next())
            {
                var editor = new EditedZone(dice, generator);
                File.WriteAllText(_path, editor.Write(draft));
                using ZoneContents old = Read(draft.Origin);
                using var served = CompiledZone.Compile(old);
                ZoneDraft edited = editor.Edit(draft);
                File.WriteAllText(_path, editor.Write(edited));
                using ZoneContents expected = Read(draft.Origin);
                FileComparison outcome = ZoneFile.Compare(_path, served, ZoneFileOptions.Default, [], out _, out ZoneDiff? diff);
                using (diff)
                {
                    using ZoneContents before = served.ToContents();
                    using ZoneContents? after = diff?.TryApply(before);
                    Assert.True(outcome == FileComparison.Differs || old.RecordCount + expected.RecordCount > 64);
                    Assert.True(
                        diff is null || (after is not null && ZoneText.Comparable(expected).SequenceEqual(ZoneText.Comparable(after), StringComparer.Ordinal)),
                        $"RDNS_SEED={seed}\nbefore:\n{draft}\nafter:\n{edited}");
                }
            }
        }
    }

    public void Dispose() => File.Delete(_path);

    private static CompiledZone Compile(string text)
    {
        using ZoneContents contents = ZoneText.Read(text, "example.");
        return CompiledZone.Compile(contents);
    }

    private ZoneDiff Compare(string served, string edited)
    {
        using CompiledZone zone = Compile(served);
        File.WriteAllText(_path, edited);
        ZoneFile.Compare(_path, zone, ZoneFileOptions.Default, [], out _, out ZoneDiff? diff);
        return diff ?? throw new InvalidOperationException("too different");
    }

    private ZoneContents Read(DomainName origin)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        return ZoneFile.Read(_path, origin, ZoneFileOptions.Default, diagnostics, out _)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
    }
}
