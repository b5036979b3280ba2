using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Changes;

public class ZoneDiffTests
{
    private const string Apex = """
        @ 3600 SOA ns. host. 1 2 3 4 5
        @ 3600 NS ns.

        """;

    [Fact]
    public void Two_equal_versions_differ_in_nothing()
    {
        using ZoneDiff diff = Between(Apex + "a 60 A 192.0.2.1\n", Apex + "A 60 A 192.0.2.1\n");

        Assert.True(diff.IsEmpty);
        Assert.Equal(new Serial(1), diff.From);
        Assert.Equal(new Serial(1), diff.To);
    }

    [Fact]
    public void Records_that_one_version_alone_has_are_removed_or_added()
    {
        using ZoneDiff diff = Between(
            Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 TXT b\n",
            Apex + "a 60 A 192.0.2.2\na 60 A 192.0.2.3\nc 60 TXT c\n");

        Assert.Equal(["a.example. 60 A 192.0.2.1", "b.example. 60 TXT \"b\""], Lines(diff.Removed));
        Assert.Equal(["a.example. 60 A 192.0.2.3", "c.example. 60 TXT \"c\""], Lines(diff.Added));
    }

    [Fact]
    public void The_SOA_stands_on_both_sides_when_the_serial_has_changed()
    {
        using ZoneDiff diff = Between(Apex, Apex.Replace("host. 1", "host. 2", StringComparison.Ordinal));

        Assert.Equal(["example. 3600 SOA ns. host. 1 2 3 4 5"], Lines(diff.Removed));
        Assert.Equal(["example. 3600 SOA ns. host. 2 2 3 4 5"], Lines(diff.Added));
        Assert.Equal(new Serial(1), diff.From);
        Assert.Equal(new Serial(2), diff.To);
    }

    [Fact]
    public void An_RRset_whose_TTL_alone_changes_is_removed_and_added_whole()
    {
        using ZoneDiff diff = Between(Apex + "a 60 A 192.0.2.1\na 60 A 192.0.2.2\n", Apex + "a 90 A 192.0.2.1\na 60 A 192.0.2.2\n");

        Assert.Equal(["a.example. 60 A 192.0.2.1", "a.example. 60 A 192.0.2.2"], Lines(diff.Removed));
        Assert.Equal(["a.example. 90 A 192.0.2.1", "a.example. 90 A 192.0.2.2"], Lines(diff.Added));
    }

    [Fact]
    public void A_target_whose_case_alone_changes_is_removed_and_added()
    {
        using ZoneDiff diff = Between(Apex + "a 60 PTR Host.test.\n", Apex + "a 60 PTR host.test.\n");

        Assert.Equal(["a.example. 60 PTR Host.test."], Lines(diff.Removed));
        Assert.Equal(["a.example. 60 PTR host.test."], Lines(diff.Added));
    }

    [Fact]
    public void Two_zones_have_no_difference()
    {
        using ZoneContents one = ZoneText.Read(Apex, "example.");
        using ZoneContents other = ZoneText.Read(Apex, "example.net.");

        Assert.Throws<ArgumentException>(() => new ZoneDiff(new Serial(1), new Serial(1), one, other));
    }

    private static ZoneDiff Between(string old, string @new)
    {
        using ZoneContents left = ZoneText.Read(old, "example.");
        using ZoneContents right = ZoneText.Read(@new, "example.");
        return ZoneDiff.Between(left, right);
    }

    private static List<string> Lines(ZoneContents contents) => ZoneText.Lines(contents);
}
