namespace ReverseDns.Zones.Tests.Files;

public sealed class GenerateTests : IDisposable
{
    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1-2 h$ A 192.0.2.$", "h1 3600 A 192.0.2.1", "h2 3600 A 192.0.2.2")]
    [InlineData("0-10/5 h${0,3,d} A 192.0.2.$", "h000 3600 A 192.0.2.0", "h005 3600 A 192.0.2.5", "h010 3600 A 192.0.2.10")]
    [InlineData("10-11 h${-10} A 192.0.2.$", "h0 3600 A 192.0.2.10", "h1 3600 A 192.0.2.11")]
    [InlineData("1-1 h${+1,2} A 192.0.2.$", "h02 3600 A 192.0.2.1")]
    [InlineData("10-10 h${0,4,x} A 192.0.2.$", "h000a 3600 A 192.0.2.10")]
    [InlineData("171-171 h${0,4,X} A 192.0.2.$", "h00AB 3600 A 192.0.2.171")]
    [InlineData("171-171 h${0,0,o} A 192.0.2.$", "h253 3600 A 192.0.2.171")]
    [InlineData("171-171 ${0,0,n} A 192.0.2.$", "b.a 3600 A 192.0.2.171")]
    [InlineData("171-171 ${0,5,n} A 192.0.2.$", "b.a.0 3600 A 192.0.2.171")]
    [InlineData("171-171 ${0,7,N} A 192.0.2.$", "B.A.0.0 3600 A 192.0.2.171")]
    [InlineData("1-2 h${-5} A 192.0.2.$", "h-4 3600 A 192.0.2.1", "h-3 3600 A 192.0.2.2")]
    [InlineData("1-1 h$ MX \"$ m$\"", "h1 3600 MX 1 m1.example.test.")]
    [InlineData("1-1 h$ MX $ m$", "h1 3600 MX 1 m1.example.test.")]
    [InlineData("1-1 h$ TXT \"a\\ b $\"", "h1 3600 TXT \"a b\" \"1\"")]
    [InlineData("1-1 h$ TXT \"a b\" \"$ c\"", "h1 3600 TXT \"a b\" \"1 c\"")]
    [InlineData("1-1 h$ TXT $$", "h1 3600 TXT \"$\"")]
    [InlineData("1-1 h$ TXT a\\$b$", "h1 3600 TXT \"a$b1\"")]
    [InlineData("1-1 h$ 60 IN A 192.0.2.$ ; comment", "h1 60 A 192.0.2.1")]
    [InlineData("1-1 h$ IN 60 A 192.0.2.$", "h1 60 A 192.0.2.1")]
    [InlineData("1-1 h$ CNAME $.0/25.other.", "h1 3600 CNAME 1.0/25.other.")]
    public void Each_number_of_the_range_makes_a_record(string arguments, params string[] records)
    {
        (IReadOnlyList<string> read, IReadOnlyList<string> diagnostics) =
            _folder.Read(ZoneFolderFixture.Head + "$GENERATE " + arguments);

        Assert.Empty(diagnostics);
        Assert.Equal(
            records.Order(StringComparer.Ordinal),
            read.Where(line => !line.StartsWith("example.", StringComparison.Ordinal) && !line.StartsWith("ns1", StringComparison.Ordinal))
                .Select(line => line.Replace(".example.test. ", " ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("10-1 h$ A 192.0.2.$", "5:11: error: invalid range '10-1'")]
    [InlineData("1 h$ A 192.0.2.$", "5:11: error: invalid range '1'")]
    [InlineData("1-2/0 h$ A 192.0.2.$", "5:11: error: invalid range '1-2/0'")]
    [InlineData("1-2000000 h$ A 192.0.2.$", "5:11: error: $GENERATE makes 2000000 records")]
    [InlineData("254-256 h$ A 192.0.2.$", "5:19: error: $GENERATE for 256: ")]
    [InlineData("1-2 h${1 A 192.0.2.$", "5:15: error: $GENERATE for 1: bad modifiers")]
    [InlineData("1-2 h${} A 192.0.2.$", "5:15: error: $GENERATE for 1: bad modifiers")]
    [InlineData("1-2 h${0,2,q} A 192.0.2.$", "5:15: error: $GENERATE for 1: bad modifiers")]
    [InlineData("1-2 h${-5,0,x} A 192.0.2.$", "5:15: error: $GENERATE for 1: the number -4 is below zero")]
    [InlineData("1-2 h$", "5:17: error: unexpected end of line: expected a record type")]
    [InlineData("1-2 h$ A", "5:19: error: unexpected end of line: expected RDATA")]
    [InlineData("1-2 h$.other. A 192.0.2.$", "5:15: error: $GENERATE for 1: ")]
    public void A_wrong_directive_is_an_error_and_makes_nothing(string arguments, string start)
    {
        (IReadOnlyList<string> read, IReadOnlyList<string> diagnostics) =
            _folder.Read(ZoneFolderFixture.Head + "$GENERATE " + arguments);

        Assert.Empty(read);
        Assert.StartsWith("zone:" + start, Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void The_records_of_all_directives_of_a_zone_are_limited_together()
    {
        string text = ZoneFolderFixture.Head + "$GENERATE 1-6 a$ A 192.0.2.1\n$GENERATE 1-6 b$ A 192.0.2.1\n";

        IReadOnlyList<string> diagnostics = _folder.Read(text, new ZoneFileOptions { MaxGeneratedRecords = 10 }).Diagnostics;

        Assert.Equal("zone:6:11: error: $GENERATE makes 6 records, but only 4 more are allowed", Assert.Single(diagnostics));
    }

    [Fact]
    public void The_entry_after_a_directive_inherits_the_owner_before_it() =>
        Assert.Contains(
            "ns1.example.test. 3600 TXT \"x\"",
            _folder.Read(ZoneFolderFixture.Head + "$GENERATE 1-2 h$ A 192.0.2.$\n TXT x\n").Records);
}
