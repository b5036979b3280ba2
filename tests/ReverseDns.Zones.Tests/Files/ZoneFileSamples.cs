namespace ReverseDns.Zones.Tests.Files;

/// <summary>Small zone files, good and bad, one peculiarity each.</summary>
internal static class ZoneFileSamples
{
    private const string Digest = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Entries that follow <see cref="ZoneFolderFixture.Head"/>.</summary>
    private static readonly string[] Entries =
    [
        "a A 192.0.2.2", "a 60 IN A 192.0.2.2", "a IN 60 A 192.0.2.2", "a in a 192.0.2.2", "A A 192.0.2.1",
        "10 A 192.0.2.1", "a CLASS1 TYPE1 \\# 4 C0000201", "a TYPE65280 \\# 3 010203", "a TYPE1 \\# 3 010203",
        "a A \\# 4 C0000201", "a A 192.0.2.300", "a A 192.0.2", "a AAAA 1.2.3.4", "a AAAA 2001:db8::1",
        "a AAAA ::ffff:192.0.2.1", "a A 192.0.2.1 extra", "a A", "a", "a FOO 1", "a CH A 192.0.2.1",
        "a IN IN A 192.0.2.1", "a 5 6 A 192.0.2.1", "a -1 A 192.0.2.1", "a 2147483647 A 192.0.2.1",
        "a 3600000000 A 192.0.2.1", "a 1h30m A 192.0.2.1", "a 1w2D3H4m5S A 192.0.2.1", "a 1x A 192.0.2.1",
        "a..b A 192.0.2.1", ".a A 192.0.2.1", "a\\300 A 192.0.2.1", "a\\0 A 192.0.2.1", "a\\046b A 192.0.2.1",
        "a A 192.0.2.1 )", "a ( A 192.0.2.1", "a ( A\n192.0.2.1 )", "a TXT \"b", "a TXT \"b c\" d\\;e", "a TXT",
        "a TXT \"\"", "a_b A 192.0.2.1", "a A 192.0.2.1\na A 192.0.2.1", "a CNAME b\na A 192.0.2.9",
        "a CNAME b\na CNAME c", "a CNAME a", "a CNAME b\na NSEC d CNAME NSEC", "a DNAME b\na DNAME c",
        "a DNAME b\na CNAME c", "@ CNAME b", "sub NS sub2\nsub CNAME ns1", "sub NS ns.other.\nx.sub A 192.0.2.3",
        "sub NS .", "sub DS 1 8 2 " + Digest, "sub NS ns1\nsub DS 1 8 2 " + Digest, "a 60 A 192.0.2.3\na 70 A 192.0.2.4",
        "@ NS ns1", "@ MX 10 m", "@ MX 10 m\nm CNAME ns1", "@ MX 65536 ns1", "@ MX ten ns1", "@ MX 10",
        "s SRV 1 2 3 ns1", "s SRV 1 2 65536 ns1", "c CAA 0 issue \"ca.example\"", "c CAA 256 issue \"x\"",
        "p PTR a b", "p PTR \"a\"", "@ SOA ns1 host 2 3600 900 604800", "a ANY \\# 0", "a DNSKEY 256 3 13 !!!",
        "a SSHFP 1 1 00", "a SSHFP 1 1 0g", "l LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
        "l LOC 91 0 0 N 4 0 0 E 0m", "n NAPTR 100 50 \"s\" \"http\" \"\" a.other.", "h HINFO a b", "h HINFO a",
        "$ORIGIN a..b", "$ORIGIN other.test.", "$ORIGIN a b", "$ORIGIN", "$TTL abc", "$TTL", "$TTL 5 6", "$TTL 5m",
        " $TTL 60", "$INCLUDE missing", "; only a comment", "  ", " A 192.0.2.7", "*.w A 192.0.2.3", "* PTR @",
        new string('a', 64) + " A 192.0.2.1", new string('a', 63) + " A 192.0.2.1",
        string.Join('.', Enumerable.Repeat(new string('a', 63), 4)) + " A 192.0.2.1",
        "r RRSIG A 13 3 3600 20300101000000 20200101000000 12345 @ AAAA", "r RRSIG A 13 3 3600 20301301000000 0 1 @ AAAA",
        "n NSEC3PARAM 1 0 0 -", "n NSEC3PARAM 1 0 0 AB", "n NSEC3PARAM 1 0 0 ABC", "a\tA\t192.0.2.1\n\n\n",
    ];

    private static readonly string[] Whole =
    [
        "", "\n\n", "; nothing\n", "$TTL 3600\n@ NS ns1\nns1 A 192.0.2.1\n", "garbage",
        "@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n",
        "@ 60 SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n",
        "@ 60 SOA ns1 host ( 1 ; serial\n 2h 3m 4w 5 ) ; end\n\tNS ns1\nns1 A 192.0.2.1",
        "@ 60 SOA ns1 host ( 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n",
        "@ 60 SOA ns1 host 1 2 3 4\n@ NS ns1\nns1 A 192.0.2.1\n",
        "@ 60 SOA ns1 host 4294967296 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n",
        "ns1 60 A 192.0.2.1\n@ NS ns1\n@ SOA ns1 host 1 2 3 4 5\n",
        " 60 A 192.0.2.1\n",
        "example.test. 60 IN SOA ns1.example.test. host.example.test. 1 2 3 4 5\nexample.test. 60 IN NS ns.other.\n",
    ];

    public static IEnumerable<string> All => Whole.Concat(Entries.Select(entry => ZoneFolderFixture.Head + entry + '\n'));
}
