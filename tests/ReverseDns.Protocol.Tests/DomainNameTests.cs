using FsCheck;
using FsCheck.Fluent;

namespace ReverseDns.Protocol.Tests;

public class DomainNameTests
{
    [Theory]
    [InlineData("www.example.net.", 3)]
    [InlineData("example", 1)]
    [InlineData(".", 0)]
    [InlineData("a\\.b.c.", 2)]
    [InlineData("\\000.\\255.", 2)]
    [InlineData("*.example.", 2)]
    [InlineData("0/25.2.0.192.in-addr.arpa.", 6)]
    public void Labels_are_counted_without_the_root(string text, int labels) =>
        Assert.Equal(labels, DomainName.Parse(text).LabelCount);

    [Theory]
    [InlineData("", NameSyntax.EmptyLabel)]
    [InlineData("..", NameSyntax.EmptyLabel)]
    [InlineData(".a", NameSyntax.EmptyLabel)]
    [InlineData("a..b.", NameSyntax.EmptyLabel)]
    [InlineData("a\\", NameSyntax.BadEscape)]
    [InlineData("a\\25", NameSyntax.BadEscape)]
    [InlineData("a\\2x5", NameSyntax.BadEscape)]
    [InlineData("a\\256", NameSyntax.BadEscape)]
    public void Wrong_text_is_refused_with_its_reason(string text, NameSyntax reason)
    {
        Assert.False(DomainName.TryParse(text, DomainName.Root, out _, out NameSyntax syntax));
        Assert.Equal(reason, syntax);
    }

    [Fact]
    public void Labels_have_at_most_63_octets()
    {
        Assert.True(DomainName.TryParse(new string('a', 63) + ".b.", out _));
        Assert.True(DomainName.TryParse(string.Concat(Enumerable.Repeat("\\097", 63)), out _));
        Assert.False(DomainName.TryParse(new string('a', 64), DomainName.Root, out _, out NameSyntax syntax));
        Assert.Equal(NameSyntax.LabelTooLong, syntax);
    }

    [Fact]
    public void Names_have_at_most_255_octets()
    {
        string longest = string.Concat(Enumerable.Repeat("a.", 127));
        string upTo = string.Concat(Enumerable.Repeat(new string('b', 63) + ".", 3));

        Assert.Equal(255, DomainName.Parse(longest).Wire.Length);
        Assert.Equal(255, DomainName.Parse(upTo + new string('c', 61) + ".").Wire.Length);
        foreach (string tooLong in (string[])[longest + "a.", longest + "a", upTo + new string('c', 62), upTo + new string('c', 62) + "."])
        {
            Assert.False(DomainName.TryParse(tooLong, DomainName.Root, out _, out NameSyntax syntax));
            Assert.Equal(NameSyntax.NameTooLong, syntax);
        }
    }

    [Fact]
    public void Relative_names_are_completed_with_the_origin()
    {
        var origin = DomainName.Parse("example.net.");

        Assert.True(DomainName.TryParse("www", origin, out DomainName relative, out _));
        Assert.True(DomainName.TryParse("www.", origin, out DomainName absolute, out _));
        Assert.True(DomainName.TryParse("@", origin, out DomainName itself, out _));
        Assert.True(DomainName.TryParse("\\@", origin, out DomainName escaped, out _));

        Assert.Equal("www.example.net.", relative.ToString());
        Assert.Equal("www.", absolute.ToString());
        Assert.Equal(origin, itself);
        Assert.Equal("\\@.example.net.", escaped.ToString());
    }

    [Fact]
    public void Case_is_kept_and_ignored()
    {
        var name = DomainName.Parse("Ex\\200AMPLE.Net.");
        var lower = DomainName.Parse("ex\\200ample.net.");

        Assert.Equal("Ex\\200AMPLE.Net.", name.ToString());
        Assert.Equal(lower, name);
        Assert.Equal(lower.GetHashCode(), name.GetHashCode());
        Assert.Equal(0, lower.CompareTo(name));
        Assert.Equal("ex\\200ample.net.", name.ToLower().ToString());
    }

    [Fact]
    public void Case_is_a_matter_of_ascii_letters_alone()
    {
        Assert.NotEqual(DomainName.Parse("[."), DomainName.Parse("{."));
        Assert.NotEqual(DomainName.Parse("@."), DomainName.Parse("`."));
        Assert.NotEqual(DomainName.Parse("\\192."), DomainName.Parse("\\224."));
    }

    [Fact]
    public void Order_is_that_of_RFC_4034_section_6_1()
    {
        string[] names =
        [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.",
            "\\001.z.example.", "*.z.example.", "\\200.z.example.",
        ];

        Assert.Equal(names, names.Reverse().Select(DomainName.Parse).Order().Select(name => name.ToString()));
    }

    [Theory]
    [InlineData("3.2.1.in-addr.arpa.", "2.1.in-addr.arpa.", true)]
    [InlineData("2.1.in-addr.arpa.", "2.1.IN-addr.arpa.", true)]
    [InlineData("13.2.1.in-addr.arpa.", "3.2.1.in-addr.arpa.", false)]
    [InlineData("1.in-addr.arpa.", "2.1.in-addr.arpa.", false)]
    [InlineData("a.", ".", true)]
    [InlineData(".", "a.", false)]
    [InlineData("a\\001b.", "b.", false)] // "\001b." ends with the octets of "b."
    public void Below_is_a_matter_of_labels(string name, string ancestor, bool below) =>
        Assert.Equal(below, DomainName.Parse(name).IsAtOrBelow(DomainName.Parse(ancestor)));

    [Fact]
    public void Names_are_joined_up_to_their_limit()
    {
        var half = DomainName.Parse(string.Concat(Enumerable.Repeat("a.", 63)));

        Assert.True(DomainName.Parse("www.").TryAppend(DomainName.Parse("example."), out DomainName joined));
        Assert.Equal("www.example.", joined.ToString());
        Assert.True(half.TryAppend(half, out DomainName whole));
        Assert.Equal(253, whole.Wire.Length);
        Assert.False(whole.TryAppend(half, out _));
        Assert.Equal("example.", joined.Parent.ToString());
        Assert.Equal(DomainName.Root, DomainName.Root.Parent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("0161")]
    [InlineData("01610000")]
    [InlineData("40")]
    [InlineData("C000")]
    public void Octets_that_are_not_one_whole_name_are_refused(string hex) =>
        Assert.False(DomainName.TryFromWire(Convert.FromHexString(hex), out _));

    [Fact]
    public void Any_name_survives_its_presentation_form() =>
        Check.QuickThrowOnFailure(Prop.ForAll(NameGenerator.Names.ToArbitrary(), name =>
            DomainName.Parse(name.ToString()).Wire.SequenceEqual(name.Wire)));

    [Fact]
    public void Any_two_names_have_the_order_of_their_reversed_lower_case_labels() =>
        Check.QuickThrowOnFailure(Prop.ForAll(NameGenerator.Pairs.ToArbitrary(), pair =>
            Math.Sign(pair.Left.CompareTo(pair.Right)) == Math.Sign(NaiveOrder(pair.Left, pair.Right))
            && pair.Left.Equals(pair.Right) == (NaiveOrder(pair.Left, pair.Right) == 0)
            && (!pair.Left.Equals(pair.Right) || pair.Left.GetHashCode() == pair.Right.GetHashCode())));

    [Fact]
    public void Any_octets_measure_as_a_name_exactly_when_a_plain_walk_says_so() =>
        Check.QuickThrowOnFailure(Prop.ForAll(NameGenerator.Octets.ToArbitrary(), octets =>
            WireName.TryMeasure(octets, out int length) ? length == NaiveLength(octets) : NaiveLength(octets) < 0));

    private static int NaiveOrder(DomainName left, DomainName right)
    {
        string[] leftLabels = ReversedLabels(left);
        string[] rightLabels = ReversedLabels(right);
        for (int i = 0; i < Math.Min(leftLabels.Length, rightLabels.Length); i++)
        {
            int order = string.CompareOrdinal(leftLabels[i], rightLabels[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftLabels.Length - rightLabels.Length;
    }

    private static string[] ReversedLabels(DomainName name)
    {
        var labels = new List<string>();
        for (ReadOnlySpan<byte> rest = name.Wire; rest[0] != 0; rest = rest[(rest[0] + 1)..])
        {
            labels.Insert(0, string.Concat(rest.Slice(1, rest[0]).ToArray()
                .Select(octet => char.IsAsciiLetterUpper((char)octet) ? (char)(octet + 32) : (char)octet)));
        }

        return [.. labels];
    }

    private static int NaiveLength(byte[] octets)
    {
        int position = 0;
        while (position < octets.Length && octets[position] is > 0 and < 64)
        {
            position += octets[position] + 1;
        }

        return position < octets.Length && octets[position] == 0 && position < 255 ? position + 1 : -1;
    }
}
