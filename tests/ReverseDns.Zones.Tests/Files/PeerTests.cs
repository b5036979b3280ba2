namespace ReverseDns.Zones.Tests.Files;

/// <summary>The same zone files before BIND's, Knot's and NSD's tools and before ours.</summary>
public sealed class PeerTests : IDisposable
{
    /// <summary>Odd, and right.</summary>
    private const string OddEntries = """
        $ORIGIN example.test.
        $TTL 1h
        @ IN SOA ns1 host\.master ( 2024 ; serial (
            2h 15m
        1w 300 ) ; )
          NS ns1 ; inherits
        	IN 1d NS ns2.other.

        ns1 ( A
          192.0.2.1 )
           AAAA 2001:db8::1
        a\.b.c\032d 60 TXT "quoted; (text) \" \\" bare\;word "" \100\101
        a\.b.c\032d in txt second
        $ORIGIN sub
        @ A 192.0.2.9
        UP.Case 1w2d3h4m5s A 192.0.2.10
        *.wild MX 10 .
        $ORIGIN example.test.
        $TTL 2w
        TXT TXT TXT
        IN IN A 192.0.2.11
        3600 3600 A 192.0.2.12
        generic TYPE1 \# 4 C0000203
        unknown TYPE65281 \# 5 ( 01 0203
             04 05 )
        empty TYPE65282 \# 0

        """;

    /// <summary>As odd as ldns can take it.</summary>
    private const string LessOddEntries = """
        $ORIGIN example.test.
        $TTL 1h
        @ IN SOA ns1 host\.master ( 2024 ; serial (
            2h 15m
        1w 300 ) ; )
          NS ns1 ; inherits
          IN NS ns2.other.

        ns1 A 192.0.2.1
           AAAA 2001:db8::1
        a\.b.c\032d 60 TXT "quoted; (text) \" \\" "" \100\101
         60 IN TXT second
        $ORIGIN sub.example.test.
        @ A 192.0.2.9
        UP.Case 1w2d3h4m5s A 192.0.2.10
        *.wild MX 10 .
        $ORIGIN example.test.
        unknown TYPE65281 \# 5 ( 01 0203
             04 05 )

        """;

    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [PeerFact("named-checkzone", "kzonecheck", "nsd-checkzone")]
    public void Where_BIND_Knot_and_NSD_agree_on_a_zone_file_so_do_we()
    {
        var differences = new List<string>();
        int agreed = 0;
        foreach (string text in ZoneFileSamples.All)
        {
            (bool ours, IReadOnlyList<string> diagnostics) = _folder.Load(text);
            bool[] peers =
            [
                PeerTool.Run("named-checkzone", _folder.Path, "example.test", "zone").ExitCode == 0,
                PeerTool.Run("kzonecheck", _folder.Path, "-o", "example.test", "zone").ExitCode == 0,
                PeerTool.Run("nsd-checkzone", _folder.Path, "example.test", "zone").ExitCode == 0,
            ];
            if (peers.Distinct().Count() == 1)
            {
                agreed++;
                if (peers[0] != ours)
                {
                    differences.Add($"{(ours ? "accepted" : "refused")} by us alone: {text}\n{string.Join('\n', diagnostics)}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.InRange(agreed, 60, int.MaxValue);
    }

    [PeerFact("named-compilezone")]
    public void The_records_of_odd_files_are_those_that_BIND_reads()
    {
        _folder.Write("inc", " TXT from-inc\n$ORIGIN deeper\nx 5 A 192.0.2.50\n");
        string text = OddEntries
            + "$GENERATE 0-255/17 h${0,3,d} PTR ${3,2,x}.other.\n$GENERATE 10-12 ${0,15,n} 60 AAAA 2001:db8::$\n"
            + "$GENERATE 1-3 c$ CNAME $.0/26\n$GENERATE 5-6 m$ IN 70 MX \"$ m\\$x$$\"\n$INCLUDE inc sub.example.test.\n TXT after\n";
        IReadOnlyList<string> ours = ReadWhole(text);

        (int exitCode, string output) = PeerTool.Run(
            "named-compilezone", _folder.Path, "-q", "-i", "none", "-k", "ignore", "-f", "text", "-F", "text", "-s", "full",
            "-o", "-", "example.test", "zone");

        Assert.Equal(0, exitCode);
        Assert.Equal(ReadWhole(output), ours);
    }

    [PeerFact("ldns-read-zone")]
    public void The_records_of_odd_files_are_those_that_ldns_reads()
    {
        IReadOnlyList<string> ours = ReadWhole(LessOddEntries);

        (int exitCode, string output) = PeerTool.Run("ldns-read-zone", _folder.Path, "zone");

        Assert.Equal(0, exitCode);
        Assert.Equal(ReadWhole(output), ours);
    }

    private IReadOnlyList<string> ReadWhole(string text)
    {
        (IReadOnlyList<string> records, IReadOnlyList<string> diagnostics) = _folder.Read(text);
        Assert.Empty(diagnostics);
        return records;
    }
}
