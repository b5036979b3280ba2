using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Digests;

/// <summary>The zones are those of RFC 8976, appendix A.</summary>
public sealed class ZoneDigestTests
{
    private const string Simple = """
        @ 86400 SOA ns1 admin 2018031900 1800 900 604800 86400
        @ 86400 NS ns1
        @ 86400 NS ns2
        @ 86400 ZONEMD 2018031900 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c
        ns1 3600 A 203.0.113.63
        ns2 3600 AAAA 2001:db8::63
        """;

    private const string Complex = """
        @ 86400 SOA ns1 admin 2018031900 1800 900 604800 86400
        @ 86400 NS ns1
        @ 86400 NS ns2
        @ 86400 ZONEMD 2018031900 1 1 a3b69bad980a3504e1cffcb0fd6397f93848071c93151f552ae2f6b1711d4bd2d8b39808226d7b9db71e34b72077f8fe
        ns1 3600 A 203.0.113.63
        NS2 3600 AAAA 2001:db8::63
        occluded.sub 7200 TXT "I'm occluded but must be digested"
        sub 7200 NS ns1
        duplicate 300 TXT "I must be digested just once"
        duplicate 300 TXT "I must be digested just once"
        UPPERCASE 3600 TXT "canonicalize uppercase owner names"
        * 777 PTR dont-forget-about-wildcards
        mail 3600 MX 20 MAIL1
        mail 3600 MX 10 Mail2.Example.
        sortme 3600 AAAA 2001:db8::5:61
        sortme 3600 AAAA 2001:db8::3:62
        sortme 3600 AAAA 2001:db8::4:63
        sortme 3600 AAAA 2001:db8::1:65
        sortme 3600 AAAA 2001:db8::2:64
        non-apex 900 ZONEMD 2018031900 1 1 616c6c6f776564206275742069676e6f7265642e20616c6c6f776564206275742069676e6f7265642e20616c6c6f7765
        """;

    private const string Several = """
        @ 86400 SOA ns1 admin 2018031900 1800 900 604800 86400
        @ 86400 NS ns1
        @ 86400 NS ns2
        @ 86400 ZONEMD 2018031900 1 1 62e6cf51b02e54b9b5f967d547ce43136792901f9f88e637493daaf401c92c279dd10f0edb1c56f8080211f8480ee306
        @ 86400 ZONEMD 2018031900 1 2 08cfa1115c7b948c4163a901270395ea226a930cd2cbcf2fa9a5e6eb85f37c8a4e114d884e66f176eab121cb02db7d652e0cc4827e7a3204f166b47e5613fd27
        @ 86400 ZONEMD 2018031900 1 240 e2d523f654b9422a96c5a8f44607bbee
        @ 86400 ZONEMD 2018031900 241 240 e1846540e33a9e4189792d18d5d131f605fc283e
        ns1 3600 A 203.0.113.63
        ns2 86400 TXT "This example has multiple digests"
        NS2 3600 AAAA 2001:db8::63
        """;

    private static readonly DomainName Origin = DomainName.Parse("example.");

    [Theory]
    [InlineData(Simple, 0)]
    [InlineData(Complex, 0)]
    [InlineData(Several, 2)]
    public void The_zones_of_the_RFC_have_its_digests(string text, int unknown)
    {
        foreach (ZoneDigestResult found in Verify(text))
        {
            Assert.Equal(ZoneDigestOutcome.Verified, found.Outcome);
            Assert.Equal(unknown, found.Remarks.Count);
        }
    }

    [Theory]
    [InlineData(ZoneDigestOutcome.Absent, "ZONEMD", "TYPE65280 \\# 0 ; ")]
    [InlineData(ZoneDigestOutcome.Wrong, "203.0.113.63", "203.0.113.64")]
    [InlineData(ZoneDigestOutcome.Wrong, "ns1 3600", "ns1 3601")]
    [InlineData(ZoneDigestOutcome.Wrong, "c68090", "c68091")]
    [InlineData(ZoneDigestOutcome.Stale, "ZONEMD 2018031900", "ZONEMD 2018031899")]
    [InlineData(ZoneDigestOutcome.Unknown, "2018031900 1 1", "2018031900 240 1")]
    [InlineData(ZoneDigestOutcome.Unknown, "2018031900 1 1", "2018031900 1 240")]
    public void What_does_not_vouch_for_the_zone_is_told_apart(ZoneDigestOutcome outcome, string from, string to)
    {
        foreach (ZoneDigestResult found in Verify(Simple.Replace(from, to, StringComparison.Ordinal)))
        {
            Assert.Equal(outcome, found.Outcome);
            Assert.Equal(outcome == ZoneDigestOutcome.Absent ? 0 : 1, found.Remarks.Count);
        }
    }

    [Fact]
    public void Two_digests_of_one_kind_are_no_digest()
    {
        string twice = Simple + "\n@ 86400 ZONEMD 2018031900 1 1 " + new string('0', 96);

        Assert.All(Verify(twice), found => Assert.Equal(ZoneDigestOutcome.Wrong, found.Outcome));
    }

    [Fact]
    public void One_digest_that_is_right_is_enough()
    {
        string half = Several.Replace("08cfa1", "08cfa2", StringComparison.Ordinal);

        Assert.All(Verify(half), found => Assert.Equal(ZoneDigestOutcome.Verified, found.Outcome));
    }

    [Fact]
    public void A_zone_file_whose_digest_is_wrong_is_not_served_and_one_of_another_serial_is()
    {
        foreach ((string from, string to, bool isServed, int findings) in ((string, string, bool, int)[])
            [("c68090", "c68090", true, 0), ("c68090", "c68091", false, 1), ("ZONEMD 2018031900", "ZONEMD 2018031899", true, 1)])
        {
            var found = new List<ZoneDiagnostic>();
            string file = Path.GetTempFileName();
            File.WriteAllText(file, Simple.Replace(from, to, StringComparison.Ordinal) + "\n");
            using ZoneContents? contents = ZoneFile.Load(file, Origin, ZoneFileOptions.Default, found, out _);
            File.Delete(file);

            Assert.Equal(isServed, contents is not null);
            Assert.Equal(findings, found.Count(diagnostic => diagnostic.Message.Contains("ZONEMD", StringComparison.Ordinal) && diagnostic.Line == 4));
        }
    }

    /// <summary>What is said of the contents, and of the zone compiled from them.</summary>
    private static IEnumerable<ZoneDigestResult> Verify(string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text + "\n");
        using ZoneContents contents = ZoneFile.Read(file, Origin, ZoneFileOptions.Default, [], out _)!;
        File.Delete(file);
        using var zone = CompiledZone.Compile(contents);
        return [ZoneDigest.Verify(contents), ZoneDigest.Verify(zone)];
    }
}
