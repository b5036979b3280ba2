using System.Buffers.Binary;
using System.Text.RegularExpressions;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>A zone arrives unsigned and leaves signed, with one line of configuration.</summary>
public sealed partial class SigningTests : IDisposable
{
    private const string Origin = "example.";

    private const string Zone = """
        $TTL 3600
        @ SOA ns.example.net. hostmaster.example.net. 7 7200 900 604800 300
        @ NS ns.example.net.
        host A 192.0.2.2
        *.wild TXT "any"
        deep.down.under TXT "below two empty non-terminals"
        dn DNAME target
        www.target A 192.0.2.4
        secure NS ns.example.net.
        secure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        insecure NS ns.example.net.

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = RunningServer.FreePort();

    public SigningTests() => Directory.CreateDirectory(_folder.File("state"));

    public void Dispose() => _folder.Dispose();

    [Delv.TheoryWithDelv]
    [InlineData("nsec")]
    [InlineData("nsec3")]
    [InlineData("nsec3optout")]
    public async Task Every_kind_of_answer_validates(string denial)
    {
        _folder.Write("zone", Zone);
        using RunningServer server = await ServeAsync(denial);
        string anchors = await AnchorsAsync();

        // With opt-out something insecure may stand where a wildcard answers (RFC 5155, section 8.8).
        const string signed = "fully validated";
        string unlessOptOut = denial is "nsec3optout" ? "unsigned answer" : signed;
        (string Name, string Type, string Expected)[] questions =
        [
            ("host.example.", "A", signed),
            ("host.example.", "AAAA", signed),
            ("nowhere.example.", "A", signed),
            ("x.wild.example.", "TXT", unlessOptOut),
            ("x.wild.example.", "A", signed),
            ("www.dn.example.", "A", signed),
            ("down.under.example.", "A", signed),
            ("secure.example.", "DS", signed),
            ("insecure.example.", "DS", signed),
            ("example.", "DNSKEY", signed),
        ];
        foreach ((string name, string type, string expected) in questions)
        {
            string answer = await Delv.AskAsync(_port, anchors, Origin, name, type);
            Assert.True(answer.Contains(expected, StringComparison.Ordinal), $"{name} {type}, {expected}:\n{answer}");
        }
    }

    [Fact]
    public async Task An_SOA_that_outlives_the_signatures_is_named()
    {
        _folder.Write("zone", Zone.Replace("604800", "5184000", StringComparison.Ordinal));
        using RunningServer server = await ServeAsync("nsec");
        string log = (await server.TerminateAsync()).Log;

        Assert.Contains("dnssec: validity: the SOA's expire is 60 days", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_is_signed_under_the_next_serial_and_a_restart_goes_on_from_there()
    {
        _folder.Write("zone", Zone);
        uint first;
        uint second;
        using (RunningServer server = await ServeAsync("nsec"))
        {
            first = await SerialAsync();
            _folder.Write("zone", Zone.Replace("192.0.2.2", "192.0.2.3", StringComparison.Ordinal));
            await CtlAsync("reload");
            second = await SerialAsync();
            Assert.Contains("signed here from serial 7", (await CtlAsync("zone", Origin)).Output, StringComparison.Ordinal);
            await server.TerminateAsync();
        }

        string[] keys = Keys();
        using RunningServer again = await ServeAsync("nsec");

        Assert.Equal((7u, 8u, 8u), (first, second, await SerialAsync()));
        Assert.Equal(keys, Keys());
    }

    [Fact]
    public async Task A_lost_key_leaves_the_last_signed_version_served_and_says_so()
    {
        _folder.Write("zone", Zone);
        using (RunningServer server = await ServeAsync("nsec"))
        {
            await server.TerminateAsync();
        }

        foreach (string key in Directory.GetFiles(_folder.File("keys"), "*.private"))
        {
            File.Delete(key);
        }

        using RunningServer again = await ServeAsync("nsec");
        uint serial = await SerialAsync();
        bool isSigned = await HasDnsKeyAsync();
        (_, string log) = await again.TerminateAsync();

        Assert.Equal(7u, serial);
        Assert.True(isSigned);
        Assert.Contains("example.", log, StringComparison.Ordinal);
    }

    private string[] Keys() => [.. Directory.GetFiles(_folder.File("keys"), "*.key").Order(StringComparer.Ordinal)];

    private Task<RunningServer> ServeAsync(string denial) => RunningServer.StartAsync("serve", "-c", _folder.Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{_port}}"]
        state-folder: state
        control: { socket: control.sock }
        dnssec: { sign: [{{Origin}}], key-folder: keys, denial: {{denial}} }
        zones:
          - { origin: {{Origin}}, file: zone }
        """));

    private Task<Rdns.Outcome> CtlAsync(params string[] arguments) => Rdns.RunAsync(["ctl", .. arguments, "-c", _folder.File("rdns.yaml")]);

    /// <summary>The keys with SEP, out of the key files, as delv reads them.</summary>
    private async Task<string> AnchorsAsync()
    {
        var anchors = new List<string>();
        foreach (string file in Keys())
        {
            Match key = KeyRecord().Match(await File.ReadAllTextAsync(file));
            if (key.Success)
            {
                anchors.Add($"{Origin} static-key 257 3 {key.Groups["algorithm"].Value} \"{key.Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal)}\";");
            }
        }

        return _folder.Write("anchors", $"trust-anchors {{ {string.Join(' ', anchors)} }};");
    }

    /// <summary>The SOA is the last record of its answer, and ends with five numbers.</summary>
    private async Task<uint> SerialAsync() =>
        BinaryPrimitives.ReadUInt32BigEndian((await Question.AskAsync(_port, Origin, RecordType.SOA)).Message.AsSpan(^20));

    private async Task<bool> HasDnsKeyAsync() => (await Question.AskAsync(_port, Origin, RecordType.DNSKEY)).AnswerCount > 0;

    [GeneratedRegex(@"DNSKEY\s+257 3 (?<algorithm>\d+) (?<key>.+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex KeyRecord();
}
