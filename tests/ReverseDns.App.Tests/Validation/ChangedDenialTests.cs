using ReverseDns.App.Control;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Validation;

/// <summary>The way of denying is edited in the configuration, while a resolver has answers of the old way.</summary>
public sealed class ChangedDenialTests : IDisposable
{
    private const string Origin = "example.";

    private static readonly RecordType[] Unasked = [RecordType.AAAA, RecordType.MX, RecordType.TXT];

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Unbound.Theory]
    [InlineData("nsec", "nsec3", "nsec")]
    [InlineData("nsec3", "nsec3optout", "nsec")]
    public async Task Old_answers_and_new_ones_stand_together(params string[] denials)
    {
        _folder.Write("zone", """
            $TTL 3600
            @ SOA ns hostmaster 1 7200 900 604800 300
            @ NS ns
            ns A 127.0.0.1
            host A 192.0.2.2
            *.wild TXT "any"
            deep.down.under TXT "below two empty non-terminals"

            """);
        using StoredKey key = new KeyStore(_folder.File("keys"))
            .Generate(DomainName.Parse(Origin), SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true, TimeProvider.System.GetUtcNow());
        string anchor = $"{Origin} 3600 IN DNSKEY 257 3 13 {Convert.ToBase64String(key.Key.DnsKey.Span[4..])}";

        // It makes denials of those that it has, as far as they reach (RFC 8198).
        using Unbound resolver = await Unbound.StartAsync(_folder, [anchor], [(Origin, _port)], "  aggressive-nsec: yes");
        var asked = new List<(string Name, RecordType Type, bool IsSecure)>();
        for (int at = 0; at < denials.Length; at++)
        {
            using RunningServer server = await ServeAsync(denials[at]);

            // It starts with the version that was served last; the turn makes the next.
            Assert.NotNull((await ControlClient.AskAsync(_folder.File("control.sock"), new ControlRequest("sign", Origin), default)).Zone);

            // With opt-out no name is proved not to be there (RFC 5155, section 9.2), but by what the resolver has from before.
            bool isProved = denials[at] is not "nsec3optout";
            asked.AddRange([
                ($"nowhere{at}.", RecordType.A, isProved), ($"x{at}.nowhere.", RecordType.A, isProved), ($"z{at}.", RecordType.A, isProved),
                ($"x{at}.wild.", RecordType.A, isProved), ($"x{at}.wild.", RecordType.TXT, isProved),
                ("host.", Unasked[at], true), ("down.under.", Unasked[at], true), ("host.", RecordType.A, true), ("", RecordType.DNSKEY, true),
            ]);
            foreach ((string name, RecordType type, bool isSecure) in asked)
            {
                Question.Answer answer = await resolver.AskAsync(name + Origin, type);
                bool exists = !name.Contains("nowhere", StringComparison.Ordinal) && !name.StartsWith('z');
                Assert.Equal((name, type, exists ? ResponseCode.NoError : ResponseCode.NxDomain), (name, type, answer.ResponseCode));
                Assert.True(answer.IsAuthentic || !isSecure, $"{name} {type} with {denials[at]}");
            }

            await server.TerminateAsync();
        }
    }

    private Task<RunningServer> ServeAsync(string denial) => RunningServer.StartAsync("serve", "-c", _folder.Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{_port}}"]
        workers: 1
        drain-time: 0ms
        state-folder: .
        control: { socket: control.sock }
        dnssec: { sign: [{{Origin}}], key-folder: keys, denial: {{denial}}, parent-servers: ["127.0.0.1:{{_port}}"] }
        zones:
          - { origin: {{Origin}}, file: zone }
        """));
}
