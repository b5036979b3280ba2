using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Overlays;

/// <summary>What a zone does with a diff, besides answering as it should afterwards.</summary>
public class DiffOutcomeTests
{
    private static readonly DomainName Origin = DomainName.Parse("2.0.192.in-addr.arpa.");
    private const string Start =
        """
        @ SOA ns.example. hostmaster.example. 1 7200 3600 1209600 600
        @ NS ns.example.
        1 PTR one.example.
        1 PTR uno.example.
        a.b PTR deep.example.
        """;

    [Theory]
    [InlineData("", "9 PTR nine.example.", "", DiffOutcome.Applied)]
    [InlineData("1 PTR one.example.", "", "", DiffOutcome.Applied)]
    [InlineData("1 PTR ONE.example.", "", "", DiffOutcome.Applied)]
    [InlineData("a.b PTR deep.example.", "b PTR deep.example.", "", DiffOutcome.Applied)]
    [InlineData("1 PTR two.example.", "", "1.2.0.192.in-addr.arpa. has no such PTR record to remove", DiffOutcome.DoesNotFit)]
    [InlineData("9 PTR nine.example.", "", "9.2.0.192.in-addr.arpa. has no such PTR record to remove", DiffOutcome.DoesNotFit)]
    [InlineData("b PTR deep.example.", "", "b.2.0.192.in-addr.arpa. has no such PTR record to remove", DiffOutcome.DoesNotFit)]
    [InlineData("", "1 PTR one.example.", "1.2.0.192.in-addr.arpa. has the PTR record that would be added", DiffOutcome.DoesNotFit)]
    [InlineData("", "@ SOA ns.example. hostmaster.example. 3 1 1 1 1", "the change does not lead to one SOA with serial 2", DiffOutcome.DoesNotFit)]
    [InlineData("", "1 NSEC 2 PTR", null, DiffOutcome.CompileWhole)]
    [InlineData("", "@ NSEC3PARAM 1 0 0 -", null, DiffOutcome.CompileWhole)]
    public void A_diff_is_applied_or_reported(string removed, string added, string? whyNot, DiffOutcome outcome)
    {
        using CompiledZone zone = Compile(Start);
        using ZoneDiff diff = Diff(1, 2, removed, added);
        DiffOutcome actual = zone.TryApply(diff, out CompiledZone? next, out string? why);
        using (next)
        {
            Assert.Equal((outcome, string.IsNullOrEmpty(whyNot) ? null : whyNot), (actual, why));
            Assert.Equal(outcome == DiffOutcome.Applied ? new Serial(2) : null, next?.Serial);
            Assert.Equal(new Serial(1), zone.Serial);
        }
    }

    [Fact]
    public void A_diff_of_another_version_does_not_fit()
    {
        using CompiledZone zone = Compile(Start);
        using ZoneDiff diff = Diff(1, 2, "", "9 PTR nine.example.");
        Assert.Equal(DiffOutcome.Applied, zone.TryApply(diff, out CompiledZone? next, out _));
        using (next)
        {
            Assert.Equal(DiffOutcome.DoesNotFit, next!.TryApply(diff, out CompiledZone? after, out string? whyNot));
            Assert.Equal("the change is one of 2.0.192.in-addr.arpa. 1, this is 2.0.192.in-addr.arpa. 2", whyNot);
            Assert.Null(after);
        }
    }

    [Fact]
    public void A_diff_that_does_not_fit_leaves_no_trace()
    {
        using CompiledZone zone = Compile(Start);
        using ZoneDiff good = Diff(1, 2, "", "9 PTR nine.example.");
        Assert.Equal(DiffOutcome.Applied, zone.TryApply(good, out CompiledZone? next, out _));
        using (next)
        {
            long size = next!.Size;
            using ZoneDiff bad = Diff(2, 3, "8 PTR eight.example.", "7 PTR seven.example.");
            Assert.Equal(DiffOutcome.DoesNotFit, next.TryApply(bad, out _, out _));
            Assert.Equal(size, next.Size);
        }
    }

    [Fact]
    public void Two_versions_may_follow_from_one()
    {
        using CompiledZone zone = Compile(Start);
        using ZoneDiff first = Diff(1, 2, "", "9 PTR nine.example.");
        using ZoneDiff left = Diff(2, 3, "9 PTR nine.example.", "");
        using ZoneDiff right = Diff(2, 3, "", "8 PTR eight.example.");
        zone.TryApply(first, out CompiledZone? next, out _);
        next!.TryApply(left, out CompiledZone? without, out _);
        next.TryApply(right, out CompiledZone? with, out _);
        using (next)
        using (without)
        using (with)
        {
            Assert.Equal([5, 6, 5, 7], new[] { zone, next, without!, with! }.Select(version => version.RecordCount));
            Assert.Equal([5, 6, 5, 7], new[] { zone, next, without!, with! }.Select(Count));
        }
    }

    [Fact]
    public void Memory_stays_until_the_last_version_that_shares_it_goes()
    {
        CompiledZone zone = Compile(Start);
        using ZoneDiff diff = Diff(1, 2, "", "9 PTR nine.example.");
        using ZoneDiff another = Diff(2, 3, "1 PTR one.example.", "");
        zone.TryApply(diff, out CompiledZone? next, out _);
        zone.Dispose();
        next!.TryApply(another, out CompiledZone? last, out _);
        next.Dispose();
        Assert.Equal(5, Count(last!));
        Assert.False(last!.ImageMemory.IsClosed || last.Overlay!.Arena.IsClosed);
        last.Dispose();
        Assert.True(last.ImageMemory.IsClosed && last.Overlay.Arena.IsClosed);
    }

    /// <summary>An arena that had to grow is another; the versions before keep theirs.</summary>
    [Fact]
    public void A_long_history_leaves_every_version_as_it_was()
    {
        const int Versions = 2_000;
        var versions = new List<CompiledZone> { Compile(Start) };
        for (uint serial = 1; serial <= Versions; serial++)
        {
            using ZoneDiff diff = Diff(serial, serial + 1, "", $"h{serial} PTR a-name-of-some-length-so-that-memory-fills.example.");
            Assert.Equal(DiffOutcome.Applied, versions[^1].TryApply(diff, out CompiledZone? next, out _));
            versions.Add(next!);
        }

        foreach (int version in (int[])[0, 1, 20, 500, Versions])
        {
            Assert.Equal(version + 5, Count(versions[version]));
        }

        versions.ForEach(version => version.Dispose());
    }

    private static int Count(CompiledZone zone)
    {
        using ZoneContents contents = zone.ToContents();
        return contents.RecordCount;
    }

    private static CompiledZone Compile(string text)
    {
        using ZoneContents contents = Contents(text);
        return CompiledZone.Compile(contents);
    }

    private static ZoneDiff Diff(uint from, uint to, string removed, string added)
    {
        static string Soa(uint serial) => $"\n@ SOA ns.example. hostmaster.example. {serial} 7200 3600 1209600 600\n";
        return new ZoneDiff(new Serial(from), new Serial(to), Contents(removed + Soa(from)), Contents(added + Soa(to)));
    }

    private static ZoneContents Contents(string text)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (ResourceRecord record in MasterText.Read(text, Origin))
        {
            builder.Add(record);
        }

        return builder.Build();
    }
}
