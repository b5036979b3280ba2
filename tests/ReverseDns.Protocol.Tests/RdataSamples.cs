namespace ReverseDns.Protocol.Tests;

/// <summary>
/// RDATA in presentation form, at least one of every type: from the RFCs where they have one, else made up in
/// documentation names and prefixes. Relative names are completed with <see cref="Origin"/>.
/// </summary>
internal static class RdataSamples
{
    public static readonly DomainName Origin = DomainName.Parse("example.com.");

    private const string Signature =
        "oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUA" +
        "fI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3Ap3o=";

    private const string PublicKey =
        "AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWq" +
        "TkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w==";

    private const string HostKey =
        "AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7l" +
        "Bu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D";

    public static readonly (RecordType Type, string Text)[] All =
    [
        .. Addresses, .. Names, .. Texts, .. Keys, .. Denials, .. Services, .. Rarities, .. Others,
    ];

    /// <summary>Text that must be refused; the name of the type stands first in the message's words or nowhere.</summary>
    public static readonly (RecordType Type, string Text)[] Wrong =
    [
        (RecordType.A, ""), (RecordType.A, "192.0.2"), (RecordType.A, "192.0.2.1.1"), (RecordType.A, "192.0.2.256"),
        (RecordType.A, "192.0.02.1"), (RecordType.A, "0x7f.1"), (RecordType.A, "192.0.2.1 x"),
        (RecordType.A, "\"192.0.2.1\""), (RecordType.A, "\\# 3 c00002"), (RecordType.A, "\\# 5 c000020101"),
        (RecordType.A, "\\# 4 c00002"), (RecordType.A, "\\# 4 c000020"), (RecordType.A, "\\#"), (RecordType.A, "192.0.2.1."),
        (RecordType.AAAA, "2001:db8::1::2"), (RecordType.AAAA, "1:2:3:4:5:6:7"), (RecordType.AAAA, ":1:2:3:4:5:6:7:8"),
        (RecordType.AAAA, "1:2:3:4:5:6:7:8:9"), (RecordType.AAAA, "1:2:3:4:5:6:7:8::"), (RecordType.AAAA, "fe80::1%eth0"),
        (RecordType.AAAA, "12345::"), (RecordType.AAAA, "1:2:3:4:5:6:7:"), (RecordType.AAAA, "::ffff:192.0.2"),
        (RecordType.AAAA, "[::1]"), (RecordType.AAAA, "1:2:3:4:5:6:7:192.0.2.1"), (RecordType.AAAA, ":"),
        (RecordType.AAAA, ":::"), (RecordType.AAAA, "::192.0.2.1:1"),
        (RecordType.NS, ""), (RecordType.NS, "a..b"), (RecordType.NS, "a b"), (RecordType.NS, "\\999"),
        (RecordType.MX, "65536 mail"), (RecordType.MX, "-1 mail"), (RecordType.MX, "mail"), (RecordType.MX, "10"),
        (RecordType.SOA, "ns admin 1 2 3 4"), (RecordType.SOA, "ns admin 4294967296 2 3 4 5"),
        (RecordType.SOA, "ns admin 1 2 3 4 5 6"), (RecordType.SOA, "ns admin 1 2x 3 4 5"),
        (RecordType.TXT, ""), (RecordType.TXT, "\"open"), (RecordType.TXT, "\"\\25\""), (RecordType.TXT, "\"\\256\""),
        (RecordType.TXT, new string('a', 256)), (RecordType.HINFO, "one"), (RecordType.HINFO, "one two three"),
        (RecordType.DS, "1 8 2 00"), (RecordType.DS, "1 8 2"), (RecordType.DS, "1 FOO 9 00"), (RecordType.DS, "1 8 9 0g"),
        (RecordType.DNSKEY, "256 3 5"), (RecordType.DNSKEY, "256 3 5 A"), (RecordType.DNSKEY, "256 3 5 AA=A"),
        (RecordType.DNSKEY, "256 3 5 AA== AAAA"), (RecordType.DNSKEY, "256 3 256 AAAA"),
        (RecordType.RRSIG, "A 5 3 86400 20030230173103 20030220173103 2642 example.com. AAAA"),
        (RecordType.RRSIG, "FOO 5 3 86400 20030220173103 20030220173103 2642 example.com. AAAA"),
        (RecordType.RRSIG, "A 5 3 86400 21070220173103 20030220173103 2642 example.com. AAAA"),
        (RecordType.NSEC, "host FOO"), (RecordType.NSEC3, "1 1 12 aabbccd 2vptu5timamqttgl4luu9kg21e0aor3s A"),
        (RecordType.NSEC3, "1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3w A"), (RecordType.NSEC3, "1 1 12 - 0 A"),
        (RecordType.LOC, "91 N 0 E 0m"), (RecordType.LOC, "42 60 N 0 E 0m"), (RecordType.LOC, "42 21 54 71 06 18 W 1m"),
        (RecordType.LOC, "90 0 1 N 0 E 0m"), (RecordType.LOC, "42 N 71 W"), (RecordType.LOC, "42 N 71 W -100001m"),
        (RecordType.LOC, "42 N 71 W 0m 1m 1m 1m 1m"), (RecordType.APL, "1:192.0.2.0/33"), (RecordType.APL, "3:192.0.2.0/24"),
        (RecordType.APL, "192.0.2.0/24"), (RecordType.IPSECKEY, "10 4 2 . AQNR"), (RecordType.IPSECKEY, "10 1 2 ::1 AQNR"),
        (RecordType.IPSECKEY, "10 0 2 gw AQNR"), (RecordType.HIP, "2 2001 @"), (RecordType.HIP, "2 g0 AAAA"),
        (RecordType.SVCB, "1 . key1"), (RecordType.SVCB, "1 . port=65536"), (RecordType.SVCB, "1 . port="),
        (RecordType.SVCB, "1 . alpn=h2 alpn=h3"), (RecordType.SVCB, "1 . mandatory=port"), (RecordType.SVCB, "1 . foo=1"),
        (RecordType.SVCB, "1 . mandatory=key123,key123 key123=1"), (RecordType.SVCB, "1 . no-default-alpn=1"),
        (RecordType.SVCB, "1 . mandatory=mandatory"), (RecordType.SVCB, "1 . key65535=a"), (RecordType.SVCB, "1 . alpn=\"h2,\""),
        (RecordType.SVCB, "1 . ipv4hint=192.0.2"), (RecordType.SVCB, "1 . ipv6hint=\"\""), (RecordType.SVCB, "1"),
        (RecordType.EUI48, "00-00-5e-00-53"), (RecordType.EUI48, "00:00:5e:00:53:2a"), (RecordType.EUI64, "00-00-5e-ef-10-00-00-2g"),
        (RecordType.URI, "10 1 \"\""), (RecordType.URI, "10 1"), (RecordType.CAA, "256 issue \"x\""), (RecordType.CAA, "0 is-sue \"x\""),
        (RecordType.CAA, "0 issue"), (RecordType.ZONEMD, "1 1 1 00"), (RecordType.ZONEMD, "1 1 240 0011223344556677889900"),
        (RecordType.OPT, "1"), ((RecordType)65280, "1"), ((RecordType)65280, "\\# 1"), ((RecordType)65280, "\\# 1 zz"),
        ((RecordType)65280, "\\# 65536 00"), (RecordType.NS, "\\# 2 c000"), (RecordType.SOA, "( ns admin 1 2 3 4 5"),
    ];

    private static (RecordType, string)[] Addresses =>
    [
        (RecordType.A, "192.0.2.1"), (RecordType.A, "0.0.0.0"), (RecordType.A, "255.255.255.255"),
        (RecordType.A, "\\# 4 C0000201"), (RecordType.A, "( 10.1.2.3 ) ; a comment"),
        (RecordType.AAAA, "2001:db8::1"), (RecordType.AAAA, "::"), (RecordType.AAAA, "::1"), (RecordType.AAAA, "2001:db8::"),
        (RecordType.AAAA, "2001:DB8:0:0:1:0:0:1"), (RecordType.AAAA, "::ffff:192.0.2.128"), (RecordType.AAAA, "1:2:3:4:5:6:7::"),
        (RecordType.AAAA, "1:2:3:4:5:6:192.0.2.1"), (RecordType.AAAA, "::2:3:4:5:6:7:8"), (RecordType.AAAA, "1::3:4:5:6:7:8"),
        (RecordType.AAAA, "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
        (RecordType.EUI48, "00-00-5e-00-53-2a"), (RecordType.EUI48, "00-00-5E-00-53-2A"),
        (RecordType.EUI64, "00-00-5e-ef-10-00-00-2a"),
        (RecordType.APL, "1:192.168.32.0/21 !1:192.168.38.0/28"), (RecordType.APL, "1:192.168.42.0/26 1:192.168.42.64/26 !1:192.168.42.128/25"),
        (RecordType.APL, "1:127.0.0.1/32 1:172.16.64.0/22"), (RecordType.APL, "1:224.0.0.0/4 2:FF00:0:0:0:0:0:0:0/8"),
        (RecordType.APL, "1:0.0.0.0/0 !2:::/0"), (RecordType.APL, ""),
    ];

    private static (RecordType, string)[] Names =>
    [
        (RecordType.NS, "ns1.example.net."), (RecordType.NS, "ns1"), (RecordType.NS, "@"), (RecordType.NS, "."),
        (RecordType.NS, "\\# 5 036e733100"), (RecordType.CNAME, "WWW.Example.COM."), (RecordType.CNAME, "a\\.b.c"),
        (RecordType.CNAME, "\\000\\255\\032x.example."), (RecordType.PTR, "host-1.example.net."), (RecordType.PTR, "1.0/25"),
        (RecordType.PTR, "a\\@b\\$c\\;d\\(e\\).f"), (RecordType.DNAME, "frobozz-division.acme.example."), (RecordType.DNAME, "Sub"),
        (RecordType.SOA, "VENERA Action\\.domains ( 20 ; SERIAL\n 7200 ; REFRESH\n 600 ; RETRY\n 3600000; EXPIRE\n 60) ; MINIMUM"),
        (RecordType.SOA, "ns1.example. hostmaster.example. 2024020801 3600 900 1209600 86400"),
        (RecordType.SOA, "a. b. 4294967295 1h 15m 2w 1d"), (RecordType.SOA, "a. b. 0 0 0 0 0"),
        (RecordType.MX, "10 VENERA"), (RecordType.MX, "0 ."), (RecordType.MX, "65535 mail.example.net."),
        (RecordType.RP, "louie.trantor.umd.edu. LAM1.people.umd.edu."), (RecordType.RP, "admin ."),
        (RecordType.AFSDB, "1 bigbird.toaster.com."), (RecordType.SRV, "0 5 5060 sipserver.example.com."), (RecordType.SRV, "1 0 9 ."),
        (RecordType.NAPTR, "100 50 \"a\" \"z3950+N2L+N2C\" \"\" cidserver.example.com."),
        (RecordType.NAPTR, "100 10 \"\" \"\" \"!^urn:cid:.+@([^\\\\.]+\\\\.)(.*)$!\\\\2!i\" ."),
        (RecordType.NAPTR, "100 10 \"u\" \"sip+E2U\" \"!^.*$!sip:info@example.com!i\" ."),
        (RecordType.DSYNC, "CDS NOTIFY 5359 cds-scanner.example.net."), (RecordType.DSYNC, "CSYNC 1 53 CSYNC-scanner"),
        (RecordType.DSYNC, "TYPE65280 200 65535 ."),
    ];

    private static (RecordType, string)[] Texts =>
    [
        (RecordType.HINFO, "PDP-11/70 UNIX"), (RecordType.HINFO, "\"DEC 2060\" \"TOPS20\""), (RecordType.HINFO, "\"\" \"\""),
        (RecordType.TXT, "\"colorless green ideas\" sleep furiously"), (RecordType.TXT, "\"\""), (RecordType.TXT, "a\\\"b\\\\c\\;d"),
        (RecordType.TXT, "\"semi;colon (paren) tab\\009 nul\\000 high\\255\""), (RecordType.TXT, "v=spf1 -all"),
        (RecordType.TXT, new string('a', 255)), (RecordType.TXT, "( one\n two ; comment\n \"three\" )"),
        (RecordType.CAA, "0 issue \"ca1.example.net\""), (RecordType.CAA, "0 iodef \"mailto:security@example.com\""),
        (RecordType.CAA, "128 tbs \"Unknown\""), (RecordType.CAA, "0 issue \";\""), (RecordType.CAA, "0 issuewild \"\""),
        (RecordType.CAA, "0 issue \"ca1.example.net; account=230123\""),
        (RecordType.URI, "10 1 \"ftp://ftp1.example.com/public\""), (RecordType.URI, "0 0 \"\\\"\""),
        (RecordType.LOC, "42 21 54 N 71 06 18 W -24m 30m"), (RecordType.LOC, "42 21 43.952 N 71 5 6.344 W -24m 1m 200m"),
        (RecordType.LOC, "52 14 05 N 00 08 50 E 10m"), (RecordType.LOC, "32 7 19 S 116 2 25 E 10m"),
        (RecordType.LOC, "42 21 28.764 N 00 71 51.617 W -44m 2000m".Replace("00 71", "71 00", StringComparison.Ordinal)),
        (RecordType.LOC, "90 S 180 W -100000.00m 0m 90000000.00m 0.01m"), (RecordType.LOC, "0 N 0 E 42849672.95m"),
    ];

    private static (RecordType, string)[] Keys =>
    [
        (RecordType.DS, "60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )"),
        (RecordType.DS, "60485 RSASHA1 2 ( D4B7D520E7BB5F0F67674A0C CEB1E3E0614B93C4F9E99B83 83F6A1E4469DA50A )"),
        (RecordType.DS, "10771 12 3 4KEY".Replace("4KEY", new string('7', 64), StringComparison.Ordinal)),
        (RecordType.DS, "10771 13 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6"),
        (RecordType.DS, "1 250 250 00"), (RecordType.DS, "\\# 24 ec4505012bb183af5f22588179a53b0a98631fad1a292118"),
        (RecordType.CDS, "0 0 0 00"), (RecordType.CDS, "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"),
        (RecordType.CDNSKEY, "0 3 0 AA=="), (RecordType.CDNSKEY, "256 3 5 " + PublicKey), (RecordType.DNSKEY, "256 3 5 " + PublicKey),
        (RecordType.DNSKEY, "257 3 ED25519 ( l02Woi0iS8Aa25FQkUd9RMzZ HJpBoRQwAQEX1SxZJA4= )"), (RecordType.DNSKEY, "256 3 13 AAA A A A AA AA=="),
        (RecordType.KEY, "256 3 5 " + PublicKey), (RecordType.KEY, "49152 3 0"), (RecordType.OPENPGPKEY, "mQENBFVHm5sBCADUDxZXW0mI"),
        (RecordType.RRSIG, "A 5 3 86400 20030322173103 ( 20030220173103 2642 example.com. " + Signature + " )"),
        (RecordType.RRSIG, "TYPE65280 RSASHA256 0 1h 4294967295 0 65535 Example.COM. AAAA"),
        (RecordType.SIG, "NXT 1 3 3600 19960102030405 19960102030405 2143 foo.example. AAAA".Replace("NXT", "SOA", StringComparison.Ordinal)),
        (RecordType.CERT, "PKIX 65535 RSASHA256 AQIDBA=="), (RecordType.CERT, "65280 0 0 AQIDBA=="), (RecordType.CERT, "OID 1 255 AQ=="),
        (RecordType.SSHFP, "2 1 123456789abcdef67890123456789abcdef67890"), (RecordType.SSHFP, "4 2 00"),
        (RecordType.TLSA, "0 0 1 d2abde240d7cd3ee6b4b28c54df034b9 7983a1d16e8a410e4561cb106618e971"), (RecordType.TLSA, "3 1 1 00"),
        (RecordType.SMIMEA, "3 0 0 308201a2300d06092a864886f70d0101"),
        (RecordType.IPSECKEY, "10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="),
        (RecordType.IPSECKEY, "10 0 2 . AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="),
        (RecordType.IPSECKEY, "10 3 2 mygateway.example.com. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="),
        (RecordType.IPSECKEY, "10 2 2 2001:0DB8:0:8002::2000:1 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="),
        (RecordType.IPSECKEY, "10 1 0 192.0.2.38"),
        (RecordType.HIP, "( 2 200100107B1A74DF365639CC39F1D578 " + HostKey + " )"),
        (RecordType.HIP, "( 2 200100107B1A74DF365639CC39F1D578 " + HostKey + " rvs1.example.com. rvs2 )"),
        (RecordType.ZONEMD, "2018031500 1 1 ( FEBE3D4CE2EC2FFA4BA99D46CD69D6D29711E55217057BEE 7EB1A7B641A47BA7FED2DD5B97AE499FAFA4F22C6BD647DE )"),
        (RecordType.ZONEMD, "2018031900 1 2 " + new string('A', 128)), (RecordType.ZONEMD, "2018031900 1 240 e2d523f654b9422a96c5a8f44607bbee"),
        (RecordType.ZONEMD, "2018031900 241 1 " + new string('e', 96)),
    ];

    private static (RecordType, string)[] Denials =>
    [
        (RecordType.NSEC, "host.example.com. ( A MX RRSIG NSEC TYPE1234 )"), (RecordType.NSEC, "Host A"), (RecordType.NSEC, "\\000 NS TYPE65535 CAA A"),
        (RecordType.NSEC3, "1 1 12 aabbccdd ( 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG )"),
        (RecordType.NSEC3, "1 0 0 - 35mthgpgcu1qg68fab165klnsnk3dpvl MX DNSKEY NS SOA NSEC3PARAM RRSIG"),
        (RecordType.NSEC3, "1 1 12 AABBCCDD B4UM86EGHHDS6NEA196SMVMLO4ORS995"), (RecordType.NSEC3PARAM, "1 0 12 aabbccdd"),
        (RecordType.NSEC3PARAM, "1 0 0 -"), (RecordType.CSYNC, "66 3 A NS AAAA"), (RecordType.CSYNC, "0 0"),
    ];

    private static (RecordType, string)[] Services =>
    [
        (RecordType.HTTPS, "0 foo.example.com."), (RecordType.SVCB, "1 ."), (RecordType.SVCB, "16 foo.example.com. port=53"),
        (RecordType.SVCB, "1 foo.example.com. key667=hello"), (RecordType.SVCB, "1 foo.example.com. key667=\"hello\\210qoo\""),
        (RecordType.SVCB, "1 foo.example.com. ( ipv6hint=\"2001:db8::1,2001:db8::53:1\" )"),
        (RecordType.SVCB, "1 example.com. ( ipv6hint=\"2001:db8:122:344::192.0.2.33\" )"),
        (RecordType.SVCB, "16 foo.example.org. ( alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 )"),
        (RecordType.SVCB, "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\""), (RecordType.SVCB, "16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2"),
        (RecordType.HTTPS, "1 . alpn=\"h2,h3\" no-default-alpn port=8443 ech=AEj+DQBE ipv4hint=192.0.2.1,192.0.2.2"),
        (RecordType.HTTPS, "1 Pool key65280 KEY65534=\"a b\" alpn=h3"), (RecordType.SVCB, "1 . key3=\\000\\053"),
    ];

    private static (RecordType, string)[] Rarities =>
    [
        (RecordType.MB, "post"), (RecordType.MG, "group.example.net."), (RecordType.MR, "new-name"), (RecordType.MINFO, "owner errors"),
        (RecordType.X25, "311061700956"), (RecordType.RT, "2 Relay.Prime.COM."), (RecordType.PX, "10 net2.it. PRMD-net2.ADMD-p400.C-it."),
        (RecordType.GPOS, "-32.6882 116.8652 10.0"), (RecordType.KX, "10 Kx.example.net."), (RecordType.NINFO, "\"zone status\""),
        (RecordType.DHCID, "( AAIBY2/AuCccgoJbsaxcQc9TUapptP69l OjxfNuVAA2kjEA= )"), (RecordType.SPF, "\"v=spf1 +mx -all\""),
        (RecordType.NID, "10 0014:4fff:ff20:ee64"), (RecordType.L32, "10 10.1.2.0"), (RecordType.L64, "10 2001:0DB8:1140:1000"),
        (RecordType.LP, "10 l64-subnet1.example.com."), (RecordType.AVC, "\"app-name:WOLFGANG|app-class:OAM\""),
        (RecordType.RESINFO, "qnamemin exterr=15-17 infourl=https://resolver.example.com/guide"), (RecordType.WALLET, "BTC address"),
    ];

    private static (RecordType, string)[] Others =>
    [
        ((RecordType)65280, "\\# 4 0a000001"), ((RecordType)65280, "\\# 0"), ((RecordType)731, "\\# 6 abcdef ( 01 23 45 )"),
        ((RecordType)10, "\\# 2 ffff"), (RecordType.OPT, "\\# 0"), (RecordType.OPT, "\\# 6 000300024142"),
        (RecordType.TXT, "\\# 1 00"), (RecordType.MX, "\\# 3 000a00"), (RecordType.AAAA, "\\# 16 20010db8000000000000000000000001"),
    ];
}
