using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Contents;

public class ZoneContentsTests
{
    private static readonly DomainName Origin = DomainName.Parse("example.");

    [Fact]
    public void Owners_come_in_the_canonical_order_of_RFC_4034_section_6_1()
    {
        string[] order =
        [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.",
            "\\001.z.example.", "*.z.example.", "\\200.z.example.",
        ];

        Assert.Equal<string>([.. order], OwnersOf([.. order.Reverse()]));
    }

    [Fact]
    public void Owners_that_share_long_tails_are_ordered_like_a_plain_sort()
    {
        var random = new Random(1);
        string[] labels = ["0", "1", "A", "a0", "\\000", "\\000a", "\\001", "\\001\\000", "a", "bbbbbbbbbbbbbbbbb", "b"];
        string[] owners =
        [
            .. Enumerable.Range(0, 2_000)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => labels[random.Next(labels.Length)] + "."))
                    + "example.")
                .DistinctBy(DomainName.Parse, EqualityComparer<DomainName>.Default),
        ];

        Assert.Equal<string>([.. owners.Select(DomainName.Parse).Order().Select(name => name.ToString())], OwnersOf(owners));
    }

    [Fact]
    public void A_search_from_any_RRset_finds_what_a_search_from_the_start_finds()
    {
        using var builder = new ZoneContentsBuilder(Origin);
        for (int i = 0; i < 40; i++)
        {
            builder.Add(DomainName.Parse($"{i}.example.").Wire, i % 2 == 0 ? RecordType.A : RecordType.TXT, 1, [0]);
        }

        using ZoneContents contents = builder.Build();
        foreach (RRsetView near in contents)
        {
            for (int i = -1; i < 41; i++)
            {
                ReadOnlySpan<byte> owner = DomainName.Parse($"{i}.example.").Wire;
                bool found = contents.TryFindNear(near, owner, RecordType.A, out RRsetView rrset);
                Assert.Equal(contents.TryFind(owner, RecordType.A, out _), found);
                Assert.True(!found || (WireName.Equal(owner, rrset.Owner) && rrset.Type == RecordType.A));
            }
        }
    }

    [Fact]
    public void A_record_that_stands_there_twice_counts_once_and_the_first_TTL_holds_for_its_RRset()
    {
        using var builder = new ZoneContentsBuilder(Origin);
        builder.Add(Origin.Wire, RecordType.A, 300, [192, 0, 2, 2]);
        builder.Add(Origin.Wire, RecordType.A, 60, [192, 0, 2, 1]);
        builder.Add(Origin.Wire, RecordType.A, 900, [192, 0, 2, 2]);
        using ZoneContents contents = builder.Build();

        Assert.Equal(2, contents.RecordCount);
        Assert.True(contents.TryFind(Origin.Wire, RecordType.A, out RRsetView rrset));
        Assert.Equal(300u, rrset.Ttl);
        Assert.Equal([192, 0, 2, 1], rrset.Rdata(0).ToArray());
        Assert.Equal([192, 0, 2, 2], rrset.Rdata(1).ToArray());
        Assert.False(contents.TryFind(Origin.Wire, RecordType.AAAA, out _));
    }

    [Fact]
    public void An_owner_out_of_the_zone_is_a_broken_promise()
    {
        using var builder = new ZoneContentsBuilder(DomainName.Parse("2.1.in-addr.arpa."));

        Assert.Throws<ArgumentException>(
            () => builder.Add(DomainName.Parse("12.1.in-addr.arpa.").Wire, RecordType.TXT, 1, [0]));
    }

    private static List<string> OwnersOf(string[] owners)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (string owner in owners)
        {
            builder.Add(DomainName.Parse(owner).Wire, RecordType.TXT, 1, [0]);
        }

        using ZoneContents contents = builder.Build();
        var found = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            found.Add(WireName.ToString(rrset.Owner));
        }

        return found;
    }
}
