using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>Unsigned zones: one with something of everything, and those next to the borders of what a zone can be.</summary>
public static class SampleZones
{
    public const string Everything = """
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.
        @ NS ns1
        @ MX 10 host
        ns1 A 192.0.2.1
        host 300 A 192.0.2.2
        host AAAA 2001:db8::2
        www CNAME host
        deep.down.under TXT "below two empty non-terminals"
        * TXT "any"
        *.wild MX 10 host
        x.wild A 192.0.2.3
        dn DNAME target
        a.target A 192.0.2.4
        insecure NS ns.insecure
        insecure NS ns.example.net.
        ns.insecure A 192.0.2.5
        lonely.below.ent NS ns.example.net.
        secure NS ns.secure
        secure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        ns.secure AAAA 2001:db8::5
        1.10 PTR HOST.example.net.
        MixedCase A 192.0.2.6
        big TXT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        big TXT "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
        """;

    private const string Apex = """
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.

        """;

    private static readonly Dictionary<string, (string Origin, string Text)> AllBorders = new(StringComparer.Ordinal)
    {
        ["one name"] = ("example.", Apex),
        ["root"] = (".", Apex + """
            com NS ns.com
            ns.com A 192.0.2.1
            org NS ns.example.net.
            org DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
            ns.example.net A 192.0.2.2
            host.below TXT "the root's own"
            * TXT "any"
            """),
        ["octets"] = ("example.", Apex + """
            \000 TXT "lowest"
            \000.\000 TXT "below it"
            \255 TXT "highest"
            \255.\255 TXT "below it"
            a\000 TXT "behind a"
            a\000b TXT "and behind that"
            \.dots\.inside TXT "dots"
            \032space TXT "space"
            """),
        ["stars"] = ("example.", Apex + """
            * TXT "star"
            *.* TXT "stars"
            a.\* TXT "a star with something below"
            x.*.middle TXT "a star in the middle"
            **.b TXT "no star"
            """),
        ["long names"] = ("example.", Apex + $"""
            {Long('a', 63)}.{Long('b', 63)}.{Long('c', 63)}.{Long('d', 53)} TXT "255 octets"
            {Long('b', 63)}.{Long('c', 63)}.{Long('d', 53)} TXT "above it"
            *.{Long('b', 63)}.{Long('c', 63)}.{Long('d', 53)} TXT "beside it"
            {string.Join('.', Enumerable.Repeat("e", 123))} TXT "as many labels as there can be"
            {string.Concat(Enumerable.Repeat(@"\255", 63))} TXT "a label of the highest octets"
            """),
        ["mixed case"] = ("ExAmPlE.", Apex + """
            Z TXT "upper"
            a TXT "lower"
            B.a TXT "below it"
            C NS Ns.C
            nS.c A 192.0.2.1
            D PTR HOST.Example.NET.
            E DNAME Target.Example.
            """),
        ["IPv6"] = ("8.b.d.0.1.0.0.2.ip6.arpa.", Apex + """
            0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR host.example.net.
            1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR host.example.net.
            f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f PTR host.example.net.
            a.0.0.0 NS ns.example.net.
            b.0.0.0 NS ns.example.net.
            b.0.0.0 DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
            *.c.0.0.0 PTR any.example.net.
            """),
        ["classless"] = ("2.0.192.in-addr.arpa.", Apex + """
            0/25 NS ns.example.net.
            0/25 DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
            128-255 NS ns.example.net.
            1 CNAME 1.0/25
            2 CNAME 2.0/25
            129 CNAME 129.128-255
            192/26 DNAME 192-255.customer.example.
            """),
        ["below a slash"] = ("0/25.2.0.192.in-addr.arpa.", Apex + """
            1 PTR host.example.net.
            """),
    };

    /// <summary>What the zones are like.</summary>
    public static IEnumerable<string> Borders => AllBorders.Keys;

    /// <summary>It takes dots and zero octets in labels for their end, stars for an error, and nothing to be below the root.</summary>
    public static bool IsReadByValidns(string border) => border is not ("octets" or "stars" or "root");

    public static ZoneContents Border(string name) =>
        Read(AllBorders[name].Text, DomainName.Parse(AllBorders[name].Origin));

    public static ZoneContents Read(string text, DomainName origin)
    {
        using var builder = new ZoneContentsBuilder(origin);
        foreach (ResourceRecord record in MasterText.Read(text, origin))
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    private static string Long(char of, int count) => new(of, count);
}
