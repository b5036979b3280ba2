using System.Text.RegularExpressions;
using ReverseDns.App.Tests.Validation;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Records made for every address of a prefix, in zones that are signed here: what validators make of the answers.</summary>
public sealed partial class SignedSynthesisTests : IDisposable
{
    private const string Reverse = "0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa";
    private const string Forward = "ixp.example";
    private const string Soa = "@ 3600 SOA ns.other.example. hostmaster.other.example. 7 7200 900 604800 300\n@ 3600 NS ns.other.example.\n";

    private const string Made = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa";
    private const string MadeForward = "2001-0db8-0100-a000-0000-0000-0000-0001.dyn.ixp.example";

    /// <summary>Names in and around what is made, what there is to be answered, and how many records.</summary>
    private static readonly (string Name, RecordType Type, int Answers)[] Questions =
    [
        (Made, RecordType.PTR, 1),
        (Made, RecordType.TXT, 0),
        ($"x.{Made}", RecordType.PTR, 0),
        ($"2{Made[1..]}", RecordType.PTR, 1),
        ($"a.{Reverse}", RecordType.PTR, 0),
        ($"g.a.{Reverse}", RecordType.PTR, 0),
        ($"0.0.a.{Reverse}", RecordType.ANY, 0),
        ($"7.{Reverse}", RecordType.PTR, 0),
        ($"1.7.{Reverse}", RecordType.PTR, 0),
        ($"zz.{Reverse}", RecordType.PTR, 0),
        ($"held.{Reverse}", RecordType.PTR, 1),
        ($"held.{Reverse}", RecordType.A, 0),
        ($"held.f.{Reverse}", RecordType.TXT, 1),
        ($"held.f.{Reverse}", RecordType.A, 0),
        ($"f.{Reverse}", RecordType.A, 0),
        (Reverse, RecordType.TXT, 0),
        (Reverse, RecordType.SOA, 1),
        (MadeForward, RecordType.AAAA, 1),
        (MadeForward, RecordType.A, 0),
        ($"2001-0db8-0100-7000-0000-0000-0000-0001.dyn.{Forward}", RecordType.AAAA, 0),
        ($"2001-db8-100-a000--1.dyn.{Forward}", RecordType.AAAA, 0),
        ($"dyn.{Forward}", RecordType.AAAA, 0),
        ($"a.dyn.{Forward}", RecordType.AAAA, 0),
        ($"dyl.{Forward}", RecordType.A, 0),
        ($"dyz.{Forward}", RecordType.A, 0),
        ($"zzz.{Forward}", RecordType.A, 0),
        ($"aaa.{Forward}", RecordType.A, 0),
        ($"www.{Forward}", RecordType.A, 1),
        ($"www.{Forward}", RecordType.TXT, 0),
        ($"alias.{Forward}", RecordType.AAAA, 2),
        ($"x.wild.{Forward}", RecordType.TXT, 1),
        ($"x.wild.{Forward}", RecordType.A, 0),
        ($"x.wild.dyn.{Forward}", RecordType.TXT, 1),
        ($"insecure.{Forward}", RecordType.DS, 0),
        ($"insecure.dyn.{Forward}", RecordType.DS, 0),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public SignedSynthesisTests()
    {
        Directory.CreateDirectory(_folder.File("state"));
        _folder.Write("reverse", Soa + "held PTR www.ixp.example.\nheld.f TXT \"inside\"\n");
        _folder.Write("forward", Soa + $$"""
            www A 192.0.2.2
            alias CNAME {{MadeForward}}.
            *.wild TXT "any"
            *.wild.dyn TXT "any"
            insecure NS ns.other.example.
            insecure.dyn NS ns.other.example.

            """);
    }

    public void Dispose() => _folder.Dispose();

    [Unbound.Theory]
    [InlineData("in order")]
    [InlineData("backwards")]
    [InlineData("by name")]
    [InlineData("by length")]
    public async Task Answers_are_secure_in_whatever_order_a_resolver_that_denies_by_itself_is_asked(string order)
    {
        using RunningServer server = await ServeAsync();
        IEnumerable<(string Name, RecordType Type, int Answers)> questions = order switch
        {
            "in order" => Questions,
            "backwards" => Questions.Reverse(),
            "by name" => Questions.OrderBy(asked => DomainName.Parse(asked.Name)),
            _ => Questions.OrderBy(asked => asked.Name.Length),
        };
        using Unbound resolver = await Unbound.StartAsync(
            _folder, Anchors().Values, [(Forward, _port), (Reverse, _port)], "aggressive-nsec: yes\n  local-zone: 8.b.d.0.1.0.0.2.ip6.arpa nodefault");

        // Twice: the second time everything is in the cache.
        foreach ((string name, RecordType type, int answers) in questions.Concat(questions))
        {
            Question.Answer answer = await resolver.AskAsync(name, type);
            Assert.True(
                answer.ResponseCode is ResponseCode.NoError or ResponseCode.NxDomain && answer.IsAuthentic && answer.AnswerCount == answers,
                $"{name} {type}: {answer.ResponseCode}, {answer.AnswerCount} answers, {(answer.IsAuthentic ? "secure" : "not secure")}");
        }
    }

    [Delv.TheoryWithDelv]
    [InlineData(Forward)]
    [InlineData(Reverse)]
    public async Task Every_kind_of_answer_validates(string zone)
    {
        using RunningServer server = await ServeAsync();
        string[] key = Anchors()[zone].Split(' ', 6);
        string anchors = _folder.Write("anchors", $"trust-anchors {{ {zone}. static-key {key[2]} {key[3]} {key[4]} \"{key[5]}\"; }};");
        foreach ((string name, RecordType type, _) in Questions.Where(asked => asked.Name.EndsWith(zone, StringComparison.Ordinal) && asked.Type != RecordType.ANY))
        {
            string answer = await Delv.AskAsync(_port, anchors, $"{zone}.", name, type.ToString());
            Assert.True(answer.Contains("fully validated", StringComparison.Ordinal), $"{name} {type}:\n{answer}");
        }
    }

    [Fact]
    public async Task Hashed_denial_and_a_TTL_that_keys_do_not_wait_for_are_refused()
    {
        WriteConfiguration("nsec3", "35d");

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _folder.File("rdns.yaml"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("that needs 'dnssec.denial: nsec'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("synthesize.ttl: above 'dnssec.max-zone-ttl'", outcome.Error, StringComparison.Ordinal);
    }

    private Task<RunningServer> ServeAsync()
    {
        WriteConfiguration("nsec", "1h");
        return RunningServer.StartAsync("serve", "-c", _folder.File("rdns.yaml"));
    }

    private void WriteConfiguration(string denial, string ttl) => _folder.Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{_port}}"]
        state-folder: state
        drain-time: 0ms
        control: { socket: control.sock }
        dnssec: { sign: [{{Forward}}, {{Reverse}}], key-folder: keys, denial: {{denial}} }
        zones:
          - { origin: {{Forward}}, file: forward }
          - { origin: {{Reverse}}, file: reverse }
        synthesize:
          - { zone: {{Reverse}}, prefix: "2001:db8:100:8000::/49", template: "{address}.dyn.ixp.example", ttl: {{ttl}} }
          - { zone: {{Forward}}, prefix: "2001:db8:100:8000::/49", template: "{address}.dyn.ixp.example", ttl: {{ttl}} }
        """);

    /// <summary>The DNSKEY with SEP of each zone, out of the key files.</summary>
    private Dictionary<string, string> Anchors() => Directory.GetFiles(_folder.File("keys"), "*.key")
        .Select(file => KeyRecord().Match(File.ReadAllText(file)))
        .Where(key => key.Success)
        .ToDictionary(
            key => key.Groups["zone"].Value.TrimEnd('.'),
            key => $"{key.Groups["zone"].Value} DNSKEY 257 3 {key.Groups["algorithm"].Value} {key.Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal)}",
            StringComparer.Ordinal);

    [GeneratedRegex(@"^(?<zone>\S+)[^\n]*DNSKEY\s+257 3 (?<algorithm>\d+) (?<key>.+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex KeyRecord();
}
