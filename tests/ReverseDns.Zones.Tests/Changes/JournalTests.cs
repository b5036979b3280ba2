using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Changes;

public sealed class JournalTests : IDisposable
{
    private const long Roomy = 1 << 20;
    private static readonly DomainName Origin = DomainName.Parse("example.");

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public void Changes_come_back_in_order_with_what_they_were_made_from()
    {
        using (Journal written = Fill(3))
        {
            Assert.Equal(3, written.Entries.Count);
        }

        using Journal journal = Open(out string? fault);
        Assert.Null(fault);
        Assert.Equal([1u, 2u, 3u], journal.Entries.Select(entry => entry.From.Value));
        Assert.Equal(new Serial(4), journal.LastSerial);
        Assert.Equal((UInt128)3, journal.Last);
        Assert.Equal([2], journal.ReadSource(journal.Entries[1]));
        using ZoneDiff diff = journal.ReadDiff(journal.Entries[1]);
        Assert.Equal(["example. 3600 SOA ns. host. 2 2 3 4 5"], ZoneText.Lines(diff.Removed));
        Assert.Equal(
            ["example. 3600 SOA ns. host. 3 2 3 4 5", "n2.example. 60 TXT \"2\""], ZoneText.Lines(diff.Added));
    }

    [Fact]
    public void Every_version_on_the_way_is_a_place_to_start_from()
    {
        using Journal journal = Fill(3);

        Assert.True(journal.TryFind(journal.First, out int next));
        Assert.Equal(0, next);
        Assert.True(journal.TryFind((UInt128)2, out next));
        Assert.Equal(2, next);
        Assert.True(journal.TryFind(journal.Last, out next));
        Assert.Equal(3, next);
        Assert.False(journal.TryFind((UInt128)9, out _));
    }

    [Fact]
    public void A_file_cut_at_any_octet_gives_the_entries_before_the_cut()
    {
        long[] ends;
        using (Journal whole = Fill(3))
        {
            ends = [.. whole.Entries.Select(entry => entry.Start + entry.Length)];
        }

        byte[] octets = File.ReadAllBytes(_path);
        long header = ends[0] - (ends[1] - ends[0]);
        for (int length = 0; length < octets.Length; length++)
        {
            File.WriteAllBytes(_path, octets[..length]);
            bool opened = Journal.TryOpen(_path, Origin, Roomy, out Journal? journal, out string? fault);
            using (journal)
            {
                int left = ends.Count(end => end <= length);
                Assert.Equal(left > 0 || length >= header, opened);
                Assert.Equal(left, journal?.Entries.Count ?? 0);
                Assert.Equal(length != header && !ends.Contains(length), fault is not null);
                using ZoneDiff next = Step(journal?.LastSerial.Value ?? 1);
                Assert.True(journal is null || length % 32 != 0 || journal.TryAppend(next, 9, [9]));
            }
        }
    }

    [Fact]
    public void A_damaged_octet_anywhere_costs_the_entry_that_it_is_in_and_those_after_it()
    {
        JournalEntry[] entries;
        using (Journal whole = Fill(4))
        {
            entries = [.. whole.Entries];
        }

        byte[] octets = File.ReadAllBytes(_path);
        var dice = new Dice(1);
        for (int round = 0; round < 1_000; round++)
        {
            int at = dice.Throw(octets.Length);
            byte[] damaged = [.. octets];
            damaged[at] ^= (byte)(1 << dice.Throw(8));
            File.WriteAllBytes(_path, damaged);
            bool opened = Journal.TryOpen(_path, Origin, Roomy, out Journal? journal, out string? fault);
            using (journal)
            {
                Assert.NotNull(fault);
                Assert.Equal(at >= entries[0].Start, opened);
                Assert.Equal(entries.Where(entry => entry.Start + entry.Length <= at), journal?.Entries ?? []);
            }
        }
    }

    [Fact]
    public void An_entry_never_counts_in_the_place_of_another()
    {
        using (Fill(2))
        {
        }

        byte[] octets = File.ReadAllBytes(_path);
        using (Journal journal = Open(out _))
        {
            JournalEntry second = journal.Entries[1];
            octets.AsSpan((int)second.Start, second.Length).CopyTo(octets.AsSpan((int)journal.Entries[0].Start));
        }

        File.WriteAllBytes(_path, octets);
        using Journal mixed = Open(out string? fault);
        Assert.NotNull(fault);
        Assert.Empty(mixed.Entries);
    }

    [Fact]
    public void A_journal_of_another_zone_is_refused()
    {
        using (Fill(1))
        {
        }

        Assert.False(Journal.TryOpen(_path, DomainName.Parse("another."), Roomy, out _, out string? fault));
        Assert.Contains("another.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_does_not_follow_or_does_not_fit_is_not_written()
    {
        using var journal = Journal.Create(_path, Origin, new Serial(1), default, maxSize: 400);
        using ZoneDiff later = Step(2);
        using ZoneDiff first = Step(1);

        Assert.False(journal.TryAppend(later, 3, []));
        Assert.True(journal.TryAppend(first, 2, []));
        Assert.False(journal.TryAppend(later, 3, new byte[400]));
        Assert.Single(journal.Entries);
        Assert.Equal(journal.Size, new FileInfo(_path).Length);
    }

    [Fact]
    public void A_journal_without_its_oldest_entries_goes_on_from_where_they_ended()
    {
        Journal journal = Fill(3).Without(2);
        using (journal)
        {
            Assert.Equal((UInt128)2, journal.First);
            Assert.Equal([3u], journal.Entries.Select(entry => entry.From.Value));
            using ZoneDiff next = Step(4);
            Assert.True(journal.TryAppend(next, 4, [4]));
        }

        using Journal again = Open(out string? fault);
        Assert.Null(fault);
        Assert.Equal((UInt128)4, again.Last);
    }

    [Fact]
    public void Octets_that_are_no_change_of_the_zone_are_refused()
    {
        using var buffer = new NativeBuffer(4096);
        using ZoneDiff diff = Step(1);
        DiffOctets.Append(buffer, diff);
        byte[] octets = Octets(buffer);
        Assert.True(DiffOctets.TryRead(octets, Origin, default, default, out ZoneDiff? read));
        read.Dispose();
        var dice = new Dice(2);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] damaged = [.. octets];
            damaged[dice.Throw(octets.Length)] = (byte)dice.Throw(256);
            if (DiffOctets.TryRead(damaged.AsSpan(0, octets.Length - dice.Throw(4)), Origin, default, default, out read))
            {
                read.Dispose();
            }
        }
    }

    public void Dispose() => File.Delete(_path);

    private static unsafe byte[] Octets(NativeBuffer buffer) => new Span<byte>(buffer.Start, (int)buffer.Length).ToArray();

    /// <summary>Versions are called 1, 2, 3 after their sources; serials are one higher.</summary>
    private Journal Fill(int count)
    {
        var journal = Journal.Create(_path, Origin, new Serial(1), (UInt128)0, Roomy);
        for (uint number = 1; number <= count; number++)
        {
            using ZoneDiff diff = Step(number);
            Assert.True(journal.TryAppend(diff, number, [(byte)number]));
        }

        return journal;
    }

    private Journal Open(out string? fault) => Journal.TryOpen(_path, Origin, Roomy, out Journal? journal, out fault)
        ? journal
        : throw new InvalidOperationException(fault);

    private static ZoneDiff Step(uint from)
    {
        using ZoneContents old = ZoneText.Read($"@ 3600 SOA ns. host. {from} 2 3 4 5\n", "example.");
        using ZoneContents @new = ZoneText.Read($"@ 3600 SOA ns. host. {from + 1} 2 3 4 5\nn{from} 60 TXT {from}\n", "example.");
        return ZoneDiff.Between(old, @new);
    }
}
