namespace ReverseDns.Zones.Tests.Files;

public sealed class ZoneFileTests : IDisposable
{
    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a A 192.0.2.2", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a 60 A 192.0.2.2", "a.example.test. 60 A 192.0.2.2")]
    [InlineData("a IN A 192.0.2.2", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a 60 IN A 192.0.2.2", "a.example.test. 60 A 192.0.2.2")]
    [InlineData("a IN 60 A 192.0.2.2", "a.example.test. 60 A 192.0.2.2")]
    [InlineData("a in 1h30m a 192.0.2.2", "a.example.test. 5400 A 192.0.2.2")]
    [InlineData("a 1W2D A 192.0.2.2", "a.example.test. 777600 A 192.0.2.2")]
    [InlineData("a CLASS1 TYPE1 \\# 4 C0000202", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a.example.test. A 192.0.2.2", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("A A 192.0.2.2", "A.example.test. 3600 A 192.0.2.2")]
    [InlineData("10 A 192.0.2.2", "10.example.test. 3600 A 192.0.2.2")]
    [InlineData("IN A 192.0.2.2", "IN.example.test. 3600 A 192.0.2.2")]
    [InlineData("a ( A\n  192.0.2.2 )", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a A 192.0.2.2 ; comment", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a\tA\t192.0.2.2\r\n", "a.example.test. 3600 A 192.0.2.2")]
    [InlineData("a TXT \"b c\" d\\;e \"f;g\"", "a.example.test. 3600 TXT \"b c\" \"d;e\" \"f;g\"")]
    [InlineData("a\\046b A 192.0.2.2", "a\\.b.example.test. 3600 A 192.0.2.2")]
    [InlineData("a\\.b A 192.0.2.2", "a\\.b.example.test. 3600 A 192.0.2.2")]
    [InlineData("* PTR @", "*.example.test. 3600 PTR example.test.")]
    [InlineData("a PTR b.other.", "a.example.test. 3600 PTR b.other.")]
    [InlineData("$ORIGIN sub\na A 192.0.2.2", "a.sub.example.test. 3600 A 192.0.2.2")]
    [InlineData("$ORIGIN sub.example.test.\n@ A 192.0.2.2", "sub.example.test. 3600 A 192.0.2.2")]
    [InlineData("$TTL 5m\na A 192.0.2.2", "a.example.test. 300 A 192.0.2.2")]
    [InlineData("a TYPE65280 \\# 3 010203", "a.example.test. 3600 TYPE65280 \\# 3 010203")]
    public void An_entry_is_read_as_the_peers_read_it(string entry, string record)
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) = _folder.Read(ZoneFolderFixture.Head + entry);

        Assert.Empty(diagnostics);
        Assert.Contains(record, records);
        Assert.Equal(4, records.Count);
    }

    [Theory]
    [InlineData("a A 192.0.2.300", "zone:5:5: error: ")]
    [InlineData("a A", "zone:5:4: error: ")]
    [InlineData("a A 192.0.2.1 extra", "zone:5:15: error: ")]
    [InlineData("a FOO 1", "zone:5:3: error: unknown RR type 'FOO'")]
    [InlineData("a", "zone:5:2: error: unexpected end of line: expected a record type")]
    [InlineData("a CH A 192.0.2.1", "zone:5:3: error: class CH: only class IN is served")]
    [InlineData("a 60 70 A 192.0.2.1", "zone:5:6: error: unknown RR type '70'")]
    [InlineData("a IN IN A 192.0.2.1", "zone:5:6: error: unknown RR type 'IN'")]
    [InlineData("a 1x A 192.0.2.1", "zone:5:3: error: '1x' is not a TTL: expected seconds or units as in 1h30m")]
    [InlineData("a \"A\" 192.0.2.1", "zone:5:3: error: expected a record type, found \"A\" in quotes")]
    [InlineData("a ANY \\# 0", "zone:5:3: error: ANY is a meta type: it has no records in a zone")]
    [InlineData("a..b A 192.0.2.1", "zone:5:1: error: 'a..b' is not a domain name: empty label")]
    [InlineData("a (\nA 192.0.2.1", "zone:5:3: error: '(' is never closed")]
    [InlineData("a A 192.0.2.1 )", "zone:5:15: error: ')' without '('")]
    [InlineData("a TXT \"b\nc\"", "zone:5:7: error: quote is never closed")]
    [InlineData("$FOO x", "zone:5:1: error: unknown directive '$FOO': expected $ORIGIN, $TTL, $INCLUDE or $GENERATE")]
    [InlineData("$TTL", "zone:5:5: error: unexpected end of line: expected the default TTL")]
    [InlineData("$TTL 5 6", "zone:5:8: error: extra input text '6': expected the end of the line")]
    [InlineData("$ORIGIN a..b", "zone:5:9: error: 'a..b' is not a domain name: empty label")]
    [InlineData(" $TTL 60", "zone:5:2: error: unknown RR type '$TTL'")]
    [InlineData("a.other. A 192.0.2.1\n A 192.0.2.2", "zone:5:1: error: out-of-zone data: a.other. is not in example.test.")]
    public void What_is_wrong_is_said_with_its_line_and_column(string entry, string start)
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) = _folder.Read(ZoneFolderFixture.Head + entry);

        Assert.Empty(records);
        Assert.StartsWith(start, diagnostics[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_entry_of_a_file_is_listed()
    {
        (_, IReadOnlyList<string> diagnostics) =
            _folder.Read(ZoneFolderFixture.Head + "a A x\nb A 192.0.2.1\nc FOO\n$BAR\nd SOA a b ( 1 2\n x 4 5 )\ne A y\n");

        Assert.Equal([5, 7, 8, 10, 11], diagnostics.Select(text => int.Parse(text.Split(':')[1], null)));
    }

    [Fact]
    public void After_a_parenthesis_that_is_never_closed_the_reading_goes_on_behind_its_error()
    {
        (_, IReadOnlyList<string> diagnostics) = _folder.Read("@ 1 SOA a b ( 1 2 3 4 5\n@ NS a\nb A x\n");

        Assert.Equal(["2", "3"], diagnostics.Select(text => text.Split(':')[1]));
    }

    [Fact]
    public void The_list_of_errors_is_bounded()
    {
        string text = ZoneFolderFixture.Head + string.Concat(Enumerable.Repeat("a A x\n", 50));

        (_, IReadOnlyList<string> diagnostics) = _folder.Read(text, new ZoneFileOptions { MaxDiagnostics = 10 });

        Assert.Equal(11, diagnostics.Count);
        Assert.Equal("zone: error: these are the first 10 errors; the rest is not listed", diagnostics[^1]);
    }

    [Fact]
    public void An_entry_that_starts_with_white_space_has_the_owner_before_it()
    {
        (IReadOnlyList<string> records, _) =
            _folder.Read(ZoneFolderFixture.Head + "a A 192.0.2.2\n; comment\n\n\tTXT b\n$ORIGIN sub\n TXT c\n");

        Assert.Equal(2, records.Count(record => record.StartsWith("a.example.test. 3600 TXT", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_record_of_a_file_cannot_inherit_its_owner()
    {
        (_, IReadOnlyList<string> diagnostics) = _folder.Read(" 1 SOA a b 1 2 3 4 5\n");

        Assert.Equal("zone:1:2: error: no owner: this record inherits one, and none stands before it", diagnostics[0]);
    }

    [Fact]
    public void Without_TTL_directive_the_TTL_given_last_holds()
    {
        (IReadOnlyList<string> records, _) = _folder.Read("@ 100 SOA a b 1 2 3 4 5\n@ NS a\na 200 A 192.0.2.1\nb A 192.0.2.2\n");

        Assert.Contains("example.test. 100 NS a.example.test.", records);
        Assert.Contains("b.example.test. 200 A 192.0.2.2", records);
    }

    [Fact]
    public void Without_any_TTL_the_minimum_of_the_SOA_holds_with_a_warning()
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) = _folder.Read("@ SOA a b 1 2 3 4 555\n@ NS a\n");

        Assert.Contains("example.test. 555 NS a.example.test.", records);
        Assert.Equal(["zone:1: warning: no TTL specified; the SOA's minimum is used"], diagnostics);
    }

    [Fact]
    public void A_TTL_above_its_limit_is_taken_as_zero_with_a_warning()
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) =
            _folder.Read(ZoneFolderFixture.Head + "a 2147483648 A 192.0.2.2\n");

        Assert.Contains("a.example.test. 0 A 192.0.2.2", records);
        Assert.Equal(["zone:5: warning: TTL 2147483648 is above 2147483647: taken as 0"], diagnostics);
    }

    [Fact]
    public void A_file_needs_no_newline_at_its_end_and_may_have_CRLF()
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) =
            _folder.Read(ZoneFolderFixture.Head.Replace("\n", "\r\n", StringComparison.Ordinal) + "a A 192.0.2.2");

        Assert.Empty(diagnostics);
        Assert.Equal(4, records.Count);
    }
}
