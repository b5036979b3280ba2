using FsCheck;
using FsCheck.Fluent;

namespace ReverseDns.Protocol.Tests;

public sealed class ReverseNameTests
{
    private static readonly Arbitrary<AddressPrefix> Prefixes = ArbMap.Default.GeneratorFor<(ulong High, ulong Low)>()
        .SelectMany(bits => Gen.Choose(0, 1).SelectMany(six => Gen.Choose(0, six == 1 ? 128 : 32).Select(length =>
            AddressPrefix.Containing(
                six == 1 ? new UInt128(bits.High, bits.Low) : (uint)bits.Low, length, isIPv6: six == 1))))
        .ToArbitrary();

    [Theory]
    [InlineData("0.0.0.0/0", "in-addr.arpa.")]
    [InlineData("10.0.0.0/8", "10.in-addr.arpa.")]
    [InlineData("192.0.2.0/24", "2.0.192.in-addr.arpa.")]
    [InlineData("192.0.2.255", "255.2.0.192.in-addr.arpa.")]
    [InlineData("::/0", "ip6.arpa.")]
    [InlineData("2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa.")]
    [InlineData("2001:db8:abcd::/48", "d.c.b.a.8.b.d.0.1.0.0.2.ip6.arpa.")]
    [InlineData("4321:0:1:2:3:4:567:89ab", // RFC 3596, section 2.5
        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.")]
    public void A_prefix_on_a_label_border_has_a_name_and_the_name_has_the_prefix(string prefix, string name)
    {
        Assert.Equal(name, ReverseName.FromPrefix(AddressPrefix.Parse(prefix)).ToString());
        Assert.True(ReverseName.TryParse(DomainName.Parse(name), out AddressPrefix parsed));
        Assert.Equal(AddressPrefix.Parse(prefix), parsed);
    }

    [Theory]
    [InlineData("example.net")]
    [InlineData("arpa")]
    [InlineData("2.0.192.xin-addr.arpa")]
    [InlineData("256.in-addr.arpa")]
    [InlineData("02.0.192.in-addr.arpa")]
    [InlineData("a.in-addr.arpa")]
    [InlineData("1.2.3.4.5.in-addr.arpa")]
    [InlineData("10.ip6.arpa")]
    [InlineData("g.ip6.arpa")]
    [InlineData("*.10.in-addr.arpa")]
    public void Other_names_are_not_prefixes(string name) =>
        Assert.False(ReverseName.TryParse(DomainName.Parse(name), out _));

    [Fact]
    public void Case_does_not_matter()
    {
        Assert.True(ReverseName.TryParse(DomainName.Parse("8.B.D.0.1.0.0.2.IP6.ARPA"), out AddressPrefix prefix));
        Assert.Equal("2001:db8::/32", prefix.ToString());
    }

    [Fact]
    public void Labels_have_borders_so_13_2_1_is_not_inside_3_2_1()
    {
        Assert.True(ReverseName.TryParse(DomainName.Parse("3.2.1.in-addr.arpa"), out AddressPrefix three));
        Assert.True(ReverseName.TryParse(DomainName.Parse("13.2.1.in-addr.arpa"), out AddressPrefix thirteen));
        Assert.Equal("1.2.3.0/24", three.ToString());
        Assert.Equal("1.2.13.0/24", thirteen.ToString());
        Assert.False(three.Overlaps(thirteen));
    }

    [Theory]
    [InlineData("0/25.2.0.192.in-addr.arpa", null, "192.0.2.0/25")] // RFC 2317
    [InlineData("0@27.2.0.192.in-addr.arpa", null, "192.0.2.0/27")]
    [InlineData("64-26.2.0.192.in-addr.arpa", null, "192.0.2.64/26")]
    [InlineData("0-127.2.0.192.in-addr.arpa", null, "192.0.2.0/25")]
    [InlineData("6-25.1.2.10.in-addr.arpa", null, "10.2.1.6 - 10.2.1.25")] // 6 is no /25: first-last
    [InlineData("0-25.1.2.10.in-addr.arpa", null, "10.2.1.0/25")]
    [InlineData("0-25.1.2.10.in-addr.arpa", ClasslessStyle.FirstLast, "10.2.1.0 - 10.2.1.25")]
    [InlineData("0-31.2.0.192.in-addr.arpa", null, "192.0.2.0/27")] // both are prefixes: first-last
    [InlineData("0-31.2.0.192.in-addr.arpa", ClasslessStyle.FirstLast, "192.0.2.0/27")]
    [InlineData("0-31.2.0.192.in-addr.arpa", ClasslessStyle.FirstLength, "192.0.2.0/31")]
    [InlineData("2-31.2.0.192.in-addr.arpa", null, "192.0.2.2/31")]
    [InlineData("7.2.0.192.in-addr.arpa", ClasslessStyle.Slash, "192.0.2.7/32")]
    public void Reads_classless_labels_in_every_style(string name, ClasslessStyle? style, string expected)
    {
        Assert.True(ReverseName.TryParseRange(DomainName.Parse(name), style, out AddressRange range));
        Assert.True(AddressRange.TryParse(expected, out AddressRange expectedRange));
        Assert.Equal(expectedRange, range);
    }

    [Theory]
    [InlineData("0-255.2.0.192.in-addr.arpa", null)] // the whole /24
    [InlineData("0/24.2.0.192.in-addr.arpa", null)]
    [InlineData("1/25.2.0.192.in-addr.arpa", null)]
    [InlineData("0/33.2.0.192.in-addr.arpa", null)]
    [InlineData("9-3.2.0.192.in-addr.arpa", null)]
    [InlineData("0-256.2.0.192.in-addr.arpa", null)]
    [InlineData("1-2-3.2.0.192.in-addr.arpa", null)]
    [InlineData("-3.2.0.192.in-addr.arpa", null)]
    [InlineData("0-.2.0.192.in-addr.arpa", null)]
    [InlineData("0-127.0.192.in-addr.arpa", null)] // below two octets
    [InlineData("0-127.8.b.d.0.1.0.0.2.ip6.arpa", null)]
    [InlineData("0/25.2.0.192.in-addr.arpa", ClasslessStyle.FirstLength)]
    [InlineData("6-25.1.2.10.in-addr.arpa", ClasslessStyle.FirstLength)]
    public void Refuses_classless_labels_that_name_no_block(string name, ClasslessStyle? style) =>
        Assert.False(ReverseName.TryParseRange(DomainName.Parse(name), style, out _));

    [Theory]
    [InlineData(ClasslessStyle.FirstLength)]
    [InlineData(ClasslessStyle.FirstLast)]
    [InlineData(ClasslessStyle.Slash)]
    [InlineData(ClasslessStyle.At)]
    public void Every_block_inside_a_24_survives_the_way_through_its_name(ClasslessStyle style)
    {
        foreach (int length in Enumerable.Range(25, 7))
        {
            foreach (AddressPrefix prefix in AddressPrefix.Parse("192.0.2.0/24").Split(length))
            {
                DomainName name = ReverseName.FromPrefix(prefix, style);
                Assert.True(ReverseName.TryParseRange(name, style, out AddressRange range));
                Assert.Equal(new AddressRange(prefix), range);
            }
        }
    }

    [Fact]
    public void Every_first_last_range_inside_a_24_survives_the_way_through_its_name()
    {
        for (int first = 0; first <= 255; first++)
        {
            for (int last = first; last <= Math.Min(255, first + 254); last++)
            {
                Assert.True(AddressRange.TryCreate(
                    0xC0000200u + (uint)first, 0xC0000200u + (uint)last, isIPv6: false, out AddressRange range));
                DomainName name = ReverseName.FromRange(range, ClasslessStyle.FirstLast);
                Assert.True(ReverseName.TryParseRange(name, ClasslessStyle.FirstLast, out AddressRange parsed));
                Assert.Equal(range, parsed);
            }
        }
    }

    [Theory]
    [InlineData("10.155.16.0/22", "16.155.10 17.155.10 18.155.10 19.155.10")]
    [InlineData("10.0.0.0/7", "10 11")]
    [InlineData("192.0.2.64/26", "64-26.2.0.192")]
    [InlineData("192.0.2.64/32", "64.2.0.192")]
    [InlineData("2001:db8::/30", "8.b.d.0.1.0.0.2 9.b.d.0.1.0.0.2 a.b.d.0.1.0.0.2 b.b.d.0.1.0.0.2")]
    public void Expands_a_prefix_to_the_least_number_of_zone_cuts(string text, string expected)
    {
        var prefix = AddressPrefix.Parse(text);
        string root = prefix.IsIPv6 ? ".ip6.arpa." : ".in-addr.arpa.";

        IEnumerable<string> names = ReverseName.Expand(prefix)
            .Select(cut => ReverseName.FromPrefix(cut).ToString()[..^root.Length]);
        Assert.Equal(expected, string.Join(' ', names));
    }

    [Fact]
    public void The_cuts_of_any_prefix_cover_it_exactly_without_overlap_and_each_has_its_name() =>
        Prop.ForAll(Prefixes, prefix =>
        {
            UInt128 next = prefix.First;
            int count = 0;
            foreach (AddressPrefix cut in ReverseName.Expand(prefix))
            {
                Assert.Equal(next, cut.First);
                Assert.True(prefix.Contains(cut));
                Assert.True(ReverseName.TryParseRange(
                    ReverseName.FromPrefix(cut), ClasslessStyle.FirstLength, out AddressRange named));
                Assert.Equal(new AddressRange(cut), named);
                next = unchecked(cut.Last + 1);
                count++;
            }

            Assert.Equal(unchecked(prefix.Last + 1), next);
            Assert.InRange(count, 1, 128);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_prefix_off_the_label_border_has_no_name_of_its_own() =>
        Assert.Throws<ArgumentException>(() => ReverseName.FromPrefix(AddressPrefix.Parse("10.0.0.0/9")));
}
