using FsCheck;
using FsCheck.Fluent;

namespace ReverseDns.Protocol.Tests;

public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("2001:0db8:0000::/33", "2001:db8::/33")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    public void Reads_and_writes_a_prefix(string text, string expected) =>
        Assert.Equal(expected, AddressPrefix.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2/24")] // abbreviated
    [InlineData("192.0.2.0.0/24")]
    [InlineData("192.0.2.1/24")] // bits behind the length
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/024")]
    [InlineData("192.0.02.0/24")] // octal or decimal?
    [InlineData("192.0.256.0/24")]
    [InlineData("192.0.-2.0/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::1/32")]
    [InlineData("2001:db8::%eth0")]
    [InlineData("[2001:db8::]")]
    [InlineData("2001::db8::")]
    public void Refuses_what_is_not_a_prefix(string text) => Assert.False(AddressPrefix.TryParse(text, out _));

    [Fact]
    public void Contains_itself_and_what_lies_inside_but_never_the_other_family()
    {
        var outer = AddressPrefix.Parse("192.0.2.0/24");

        Assert.True(outer.Contains(outer));
        Assert.True(outer.Contains(AddressPrefix.Parse("192.0.2.128/25")));
        Assert.False(outer.Contains(AddressPrefix.Parse("192.0.3.0/25")));
        Assert.False(outer.Contains(AddressPrefix.Parse("192.0.0.0/16")));
        Assert.False(AddressPrefix.AllIPv4.Contains(AddressPrefix.Parse("::/96")));
    }

    [Theory]
    [InlineData("91.209.128.0 - 91.209.130.255", "91.209.128.0/23 91.209.130.0/24")] // 768 addresses
    [InlineData("192.0.2.1-192.0.2.6", "192.0.2.1/32 192.0.2.2/31 192.0.2.4/31 192.0.2.6/32")]
    [InlineData("0.0.0.0 - 255.255.255.255", "0.0.0.0/0")]
    [InlineData("2001:db8:: - 2001:db8:2:ffff:ffff:ffff:ffff:ffff", "2001:db8::/47 2001:db8:2::/48")]
    public void Splits_a_range_into_the_least_number_of_prefixes(string text, string expected)
    {
        Assert.True(AddressRange.TryParse(text, out AddressRange range));
        Assert.Equal(expected, string.Join(' ', range.ToPrefixes()));
    }

    [Theory]
    [InlineData("192.0.2.9 - 192.0.2.1")]
    [InlineData("192.0.2.9 - 2001:db8::")]
    [InlineData("192.0.2.9 - ")]
    public void Refuses_a_range_that_is_backwards_or_mixed(string text) =>
        Assert.False(AddressRange.TryParse(text, out _));

    [Fact]
    public void The_prefixes_of_a_range_cover_it_without_gap_or_overlap_and_none_can_be_joined() =>
        Prop.ForAll<uint, uint>((a, b) =>
        {
            Assert.True(AddressRange.TryCreate(Math.Min(a, b), Math.Max(a, b), isIPv6: false, out AddressRange range));
            UInt128 next = range.First;
            AddressPrefix? previous = null;
            foreach (AddressPrefix prefix in range.ToPrefixes())
            {
                Assert.Equal(next, prefix.First);
                Assert.False(previous is { } left && left.Parent == prefix.Parent);
                (next, previous) = (prefix.Last + 1, prefix);
            }

            Assert.Equal(range.Last + 1, next);
        }).QuickCheckThrowOnFailure();
}
