using ReverseDns.Zones.Tests.Files;

namespace ReverseDns.Zones.Tests.Checks;

public sealed class ZoneCheckTests : IDisposable
{
    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_healthy_zone_has_no_diagnostics()
    {
        (bool accepted, IReadOnlyList<string> diagnostics) = _folder.Load(
            ZoneFolderFixture.Head + "@ MX 5 mail\n@ MX 0 .\nmail AAAA 2001:db8::1\nsub NS ns.sub\nns.sub A 192.0.2.7\n"
            + "sub DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000\n"
            + "other NS ns.elsewhere.\nalias CNAME gone\nd DNAME elsewhere.\n@ NS x.w\n*.w A 192.0.2.3\n*.x MX 1 mail\n");

        Assert.Empty(diagnostics);
        Assert.True(accepted);
    }

    [Theory]
    [InlineData("a CNAME b\na A 192.0.2.9", "zone:5: error: a.example.test./CNAME: CNAME and other data at the same name")]
    [InlineData("a CNAME b\na CNAME c", "zone:6: error: a.example.test./CNAME: multiple CNAME records at the same name")]
    [InlineData("a DNAME b.\na DNAME c.", "zone:6: error: a.example.test./DNAME: multiple DNAME records at the same name")]
    [InlineData("a DNAME b.\nx.a A 192.0.2.9", "zone:6: error: x.a.example.test./A: record below the DNAME at a.example.test.")]
    [InlineData("a SOA ns1 host 2 3600 900 604800 300", "zone:5: error: a.example.test./SOA: SOA record not at the zone apex")]
    [InlineData("@ SOA ns1 host 2 3600 900 604800 300", "zone:5: error: example.test./SOA: multiple SOA records")]
    [InlineData("@ NS ns2", "zone:5: error: example.test./NS: 'ns2.example.test.' has no address records (A or AAAA)")]
    [InlineData("@ NS ns2\nns2 CNAME ns1", "zone:5: error: example.test./NS: 'ns2.example.test.' is a CNAME (illegal)")]
    [InlineData("@ NS n.d\nd DNAME x.", "zone:5: error: example.test./NS: 'n.d.example.test.' is below a DNAME (illegal)")]
    [InlineData("sub NS ns1\nsub CNAME x", "zone:6: error: sub.example.test./CNAME: CNAME and other data at the same name")]
    [InlineData("@ NSEC3PARAM 1 0 65535 AABB", "zone:5: error: example.test./NSEC3PARAM: excessive NSEC3 iterations 65535 > 2500")]
    public void A_zone_with_an_error_is_refused(string entries, string diagnostic)
    {
        (bool accepted, IReadOnlyList<string> diagnostics) = _folder.Load(ZoneFolderFixture.Head + entries);

        Assert.Contains(diagnostic, diagnostics);
        Assert.False(accepted);
    }

    [Theory]
    [InlineData("sub NS ns.sub", "sub.example.test./NS: 'ns.sub.example.test.' has no required glue: no address records (A or AAAA) below the zone cut")]
    [InlineData("sub NS ns9", "sub.example.test./NS: 'ns9.example.test.' has no address records (A or AAAA)")]
    [InlineData("sub NS c\nc CNAME ns1", "sub.example.test./NS: 'c.example.test.' is a CNAME (illegal)")]
    [InlineData("a NS n.b\nb NS ns1", "a.example.test./NS: 'n.b.example.test.' has no sibling glue: no address records (A or AAAA)")]
    [InlineData("@ MX 5 m", "example.test./MX: 'm.example.test.' has no address records (A or AAAA)")]
    [InlineData("@ MX 5 m\nm CNAME ns1", "example.test./MX: 'm.example.test.' is a CNAME (illegal)")]
    [InlineData("@ MX 5 x.m\n*.m CNAME ns1", "example.test./MX: 'x.m.example.test.' is a CNAME (illegal)")]
    [InlineData("_s._tcp SRV 0 0 1 c\nc CNAME ns1", "_s._tcp.example.test./SRV: 'c.example.test.' is a CNAME (illegal)")]
    [InlineData("sub NS ns.other.\nx.sub PTR y", "x.sub.example.test./PTR: occluded: below the zone cut at sub.example.test., and not glue")]
    [InlineData("sub NS ns.other.\nx.sub NS y.other.", "x.sub.example.test./NS: occluded: below the zone cut at sub.example.test., and not glue")]
    [InlineData("a 60 A 192.0.2.3\na 70 A 192.0.2.4", "a.example.test./A: TTLs of the RRset differ: 60 and 70; 60 is used")]
    [InlineData("*.b NS ns1", "*.b.example.test./NS: NS at a wildcard has no defined meaning (RFC 4592, section 4.2)")]
    [InlineData("sub DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000", "sub.example.test./DS: DS without NS at the same name")]
    [InlineData("@ NSEC3PARAM 1 0 51 -", "example.test./NSEC3PARAM: excessive NSEC3 iterations 51 > 50")]
    [InlineData("@ NSEC3PARAM 1 1 0 -", "example.test./NSEC3PARAM: NSEC3PARAM with flags 1 is ignored (RFC 5155, section 4.1.2)")]
    [InlineData("a NSEC3PARAM 1 0 0 -", "a.example.test./NSEC3PARAM: NSEC3PARAM is not at the zone apex")]
    [InlineData("$GENERATE 1-101 a A 192.0.2.$", "a.example.test./A: the RRset has 101 records, more than 100")]
    public void What_a_server_can_live_with_is_a_warning(string entries, string diagnostic)
    {
        (bool accepted, IReadOnlyList<string> diagnostics) = _folder.Load(ZoneFolderFixture.Head + entries);

        Assert.Contains(diagnostics, text => text.EndsWith("warning: " + diagnostic, StringComparison.Ordinal));
        Assert.True(accepted);
    }

    [Theory]
    [InlineData("ns1 RRSIG AAAA 13 3 3600 20300101000000 20200101000000 1 example.test. AAAA", "AAAA cannot match: no such RRset at this name")]
    [InlineData("ns1 RRSIG A 13 3 3600 20300101000000 20200101000000 1 test. AAAA", "A cannot match: signer test. is not the zone apex")]
    [InlineData("ns1 RRSIG A 13 2 3600 20300101000000 20200101000000 1 example.test. AAAA", "A cannot match: labels field is 2, the name has 3")]
    [InlineData("ns1 RRSIG A 13 3 60 20300101000000 20200101000000 1 example.test. AAAA", "A cannot match: original TTL is 60, the RRset's is 3600")]
    [InlineData("ns1 RRSIG A 13 3 3600 20300101000000 20200101000000 1 example.test. AAAA", "A cannot match: no DNSKEY has key tag 1 and algorithm 13")]
    public void A_signature_that_cannot_match_is_a_warning(string entry, string fault)
    {
        // RFC 6605, section 6.1: the example's key, tag 55648.
        const string Key = "@ DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==\n";

        (bool accepted, IReadOnlyList<string> diagnostics) = _folder.Load(ZoneFolderFixture.Head + Key + entry);

        Assert.Equal("zone:6: warning: ns1.example.test./RRSIG: the signature of " + fault, Assert.Single(diagnostics));
        Assert.True(accepted);
    }

    [Fact]
    public void A_signature_that_a_key_may_have_made_is_no_warning()
    {
        const string Signed = "@ DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==\n"
            + "ns1 RRSIG A 13 3 3600 20300101000000 20200101000000 55648 example.test. AAAA\n"
            + "*.w TXT x\n*.w RRSIG TXT 13 3 3600 20300101000000 20200101000000 55648 example.test. AAAA\n";

        Assert.Empty(_folder.Load(ZoneFolderFixture.Head + Signed).Diagnostics);
    }

    [Fact]
    public void Many_types_at_one_name_are_a_warning()
    {
        string entries = string.Concat(Enumerable.Range(1000, 101).Select(type => $"a TYPE{type} \\# 0\n"));

        Assert.Equal(
            "zone:5: warning: a.example.test./TYPE1000: the name has 101 types, more than 100",
            Assert.Single(_folder.Load(ZoneFolderFixture.Head + entries).Diagnostics));
    }

    [Fact]
    public void A_zone_without_SOA_or_NS_is_refused() =>
        Assert.Equal(
            [
                "zone: error: missing SOA at the zone apex example.test.",
                "zone: error: missing NS at the zone apex example.test.",
            ],
            _folder.Load("a 60 A 192.0.2.1\n").Diagnostics);

    [Fact]
    public void NSEC3_and_its_signatures_may_stand_below_a_DNAME_at_the_apex()
    {
        const string Zone = "$TTL 60\n@ SOA ns.other. host 1 2 3 4 5\n@ NS ns.other.\n@ DNAME other.\n"
            + "0123456789abcdefghijklmnopqrstuv NSEC3 1 0 0 - 0123456789abcdefghijklmnopqrstuv SOA NS\n";

        Assert.Empty(_folder.Load(Zone).Diagnostics);
        Assert.False(_folder.Load(Zone + "a A 192.0.2.1\n").Accepted);
    }
}
