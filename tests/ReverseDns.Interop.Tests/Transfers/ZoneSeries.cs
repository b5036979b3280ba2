using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>A zone that changes in all the ways that zones change, unsigned or signed.</summary>
internal static class ZoneSeries
{
    private const uint FirstSerial = 2026112100;

    private const string Digest = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";

    private static readonly Lazy<IReadOnlyList<ZoneVersion>> Unsigned = new(() => Make(signer: null, hosts: 1_200, many: 500));

    private static readonly Lazy<IReadOnlyList<ZoneVersion>> Plain = new(() => Make(signer: null, hosts: 1_200, many: 500, "TTL", "DNAME", "SOA alone", "nothing", "nobody", "the serial"));

    private static readonly Lazy<IReadOnlyList<ZoneVersion>> Signed = new(() =>
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: true);
        return Make(new ZoneSigner(ZoneKeys.Of(ZoneVersion.Origin, 3600, [key]), new SigningOptions { Threads = 1 }), hosts: 300, many: 100);
    });

    /// <summary>All versions, the first of which nothing comes before.</summary>
    public static IReadOnlyList<ZoneVersion> Of(bool isSigned) => isSigned ? Signed.Value : Unsigned.Value;

    private static string[] First(int hosts) =>
    [
        "@ SOA ns.example. host.example. 0 7200 900 1209600 300",
        "@ NS ns1.example.",
        "@ NS ns2.example.",
        .. Enumerable.Range(0, hosts).Select(i => $"{i % 250}.{i / 250}.0 PTR host-{i}.example.net."),
        "1.1 NS ns.1.1", "1.1 NS ns.example.", "ns.1.1 A 192.0.2.1", "ns.1.1 AAAA 2001:db8::1",
        "2.1 NS ns.example.",
        "*.5 PTR any.example.",
        "1.6 PTR data.example.", "2.6 CNAME 1.6",
        "7 PTR self.example.", "1.7 PTR below.example.", "2.2.7 PTR deep.example.",
        "8 PTR self.example.", "1.8 PTR below.example.",
        "odd TYPE65280 \\# 3 010203",
    ];

    private static (string Change, Func<string[], string[]> Edit)[] Changes(int many) =>
    [
        ("a name is added", zone => [.. zone, "1.9 PTR added.example."]),
        ("a name is deleted", zone => Without(zone, "7.0.0 ")),
        ("an RDATA changes", zone => Replace(zone, "host-8.example", "other-8.example")),
        ("a TTL alone changes", zone => Replace(zone, "9.0.0 PTR", "9.0.0 7 PTR")),
        ("the SOA alone changes", zone => Replace(zone, "7200 900 1209600", "7201 901 1209601")),
        ("nothing but the serial changes", zone => zone),
        ("a delegation with glue is added", zone => [.. zone, "3.1 NS ns.3.1", "ns.3.1 A 192.0.2.3", "ns.3.1 AAAA 2001:db8::3"]),
        ("a delegation is signed", zone => [.. zone, $"2.1 DS 4660 13 2 {Digest}"]),
        ("glue alone changes", zone => Replace(zone, "A 192.0.2.3", "A 192.0.2.4")),
        ("a delegation's DS is another", zone => Replace(zone, "DS 4660", "DS 4661")),
        ("a delegation is removed with its glue", zone => Without(zone, "1.1 ", "ns.1.1 ")),
        ("a wildcard is added", zone => [.. zone, "*.4 PTR any.example."]),
        ("a wildcard is removed", zone => Without(zone, "*.5 ")),
        ("a CNAME takes the place of data, and data that of a CNAME", zone =>
            [.. Without(zone, "1.6 ", "2.6 "), "1.6 CNAME 2.6", "2.6 PTR data.example.", "2.6 TXT more"]),
        ("a DNAME takes the place of all that is below a name", zone => [.. Without(zone, "1.7 ", "2.2.7 "), "7 DNAME 7.other.example."]),
        ("a name becomes an empty non-terminal", zone => Without(zone, "8 ")),
        ("an empty non-terminal becomes a name", zone => [.. zone, "8 TXT \"a name again\""]),
        ("the NS of the apex change", zone => [.. Without(zone, "@ NS ns2"), "@ NS ns3.example."]),
        ("an RRset of many records comes", zone => [.. zone, .. Enumerable.Range(0, 120).Select(i => $"many TXT \"record {i}\"")]),
        ("half of an RRset goes", zone => Without(zone, [.. Enumerable.Range(30, 60).Select(i => $"many TXT \"record {i}\"")])),
        ("labels and types that nobody expects", zone => [.. zone, "0/25.3 NS ns.example.", "a-b_c.3 TYPE65281 \\# 1 00", "*.*.3 PTR stars.example."]),
        ($"{many} names come", zone => [.. zone, .. Enumerable.Range(0, many).Select(i => $"{i % 250}.{i / 250}.200 PTR new-{i}.example.net.")]),
        ("passed over, the first of two changes", zone => [.. zone, "1.10 PTR first.example.", "2.10 PTR came-and-went.example."]),
        ("the second of two changes between checks", zone => [.. Without(zone, "2.10 "), "3.10 PTR second.example."]),
        ("the serial goes as far as it may", zone => [.. zone, "1.11 PTR leap.example."]),
        ("the serial is the last before it wraps", zone => [.. zone, "1.12 PTR last.example."]),
        ("the serial wraps", zone => [.. zone, "1.13 PTR wrapped.example."]),
        ("everything of before is undone", zone => Without(zone, "1.9 ", "1.11 ", "1.12 ", "1.13 ")),
    ];

    /// <summary>
    /// Without what YADIFA 2.6 does not do: a TTL or SOA that changes alone, types and labels that it does not know, serials
    /// that leap, and a DNAME, whose target it compresses. Several changes at a time.
    /// </summary>
    public static IReadOnlyList<ZoneVersion> ForYadifa() => [.. Plain.Value.Where((_, i) => i % 6 == 0)];

    /// <summary>The same changes, several at a time, for servers that take a second over each.</summary>
    public static IReadOnlyList<ZoneVersion> Short() =>
        [.. Unsigned.Value.Where((version, i) => i % 8 == 0 || version.Change.Contains("serial ", StringComparison.Ordinal))];

    private static List<ZoneVersion> Make(ZoneSigner? signer, int hosts, int many, params string[] without)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var serial = new Serial(FirstSerial);
        string[] zone = First(hosts);
        var versions = new List<ZoneVersion>();
        foreach ((string change, Func<string[], string[]> edit) in Changes(many).Prepend(("the first version", zone => zone)))
        {
            if (without.Any(word => change.Contains(word, StringComparison.Ordinal)))
            {
                continue;
            }

            zone = edit(zone);
            serial = new Serial(change switch
            {
                "the serial goes as far as it may" => unchecked(serial.Value + int.MaxValue),
                "the serial is the last before it wraps" => uint.MaxValue,
                "the serial wraps" => 1,
                _ => serial.Value + 1,
            });
            ZoneContents contents = Read(Replace(zone, "host.example. 0 ", $"host.example. {serial.Value} "));
            if (signer is not null)
            {
                using ZoneContents unsigned = contents;
                contents = signer.Sign(unsigned, serial, now, versions.LastOrDefault()?.Contents);
            }

            versions.Add(new ZoneVersion(change, serial, contents) { IsPassedOver = change.StartsWith("passed over", StringComparison.Ordinal) });
        }

        return versions;
    }

    private static ZoneContents Read(IEnumerable<string> lines)
    {
        using var builder = new ZoneContentsBuilder(ZoneVersion.Origin);
        foreach (ResourceRecord record in MasterText.Read(string.Join('\n', lines), ZoneVersion.Origin))
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    private static string[] Without(string[] zone, params string[] beginnings) =>
        [.. zone.Where(line => !beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal)))];

    private static string[] Replace(string[] zone, string old, string other) =>
        [.. zone.Select(line => line.Replace(old, other, StringComparison.Ordinal))];
}
