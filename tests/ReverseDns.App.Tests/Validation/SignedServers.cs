using System.Globalization;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Validation;

/// <summary>
/// A server for each kind of denial, with a zone that it signs, a signed child of it, an unsigned one and one that its DS does
/// not fit; and a resolver that has their keys.
/// </summary>
public sealed class SignedServers : IAsyncLifetime, IDisposable
{
    public static readonly string[] Denials = ["nsec", "nsec3", "nsec3optout"];

    private const string Zone = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 900 604800 300
        @ NS ns
        ns A 127.0.0.1
        host A 192.0.2.2
        *.wild TXT "any"
        x.taken.wild TXT "below an empty non-terminal beside the wildcard"
        *.alias CNAME host
        www CNAME host
        gone CNAME nowhere
        deep.down.under TXT "below two empty non-terminals"
        dn DNAME target
        www.target A 192.0.2.4
        \000.odd TXT "a zero octet"
        MixedCase A 192.0.2.6
        0/25 TXT "a slash"
        lonely.below.ent NS ns.lonely.below.ent
        ns.lonely.below.ent A 127.0.0.1
        insecure NS ns.insecure
        ns.insecure A 127.0.0.1
        bogus NS ns.bogus
        bogus DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        ns.bogus A 127.0.0.1
        secure NS ns.secure
        ns.secure A 127.0.0.1

        """;

    private const string Child = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 900 604800 300
        @ NS ns
        ns A 127.0.0.1
        www A 192.0.2.7

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningServer> _servers = [];
    private readonly Dictionary<string, int> _ports = Denials.ToDictionary(denial => denial, _ => FreePort.Next(), StringComparer.Ordinal);

    internal Unbound Resolver { get; private set; } = null!;

    public static string Origin(string denial) => $"{denial}.example.";

    public int Port(string denial) => _ports[denial];

    /// <summary>The DNSKEY record of the zone's KSK.</summary>
    public string Anchor(string denial) => File.ReadAllText(_folder.File($"{denial}/anchor"));

    /// <summary>The same in a file for delv.</summary>
    public string DelvAnchors(string denial) => _folder.Write(
        $"{denial}/delv", $"trust-anchors {{ {Origin(denial)} static-key 257 3 13 \"{Anchor(denial).Split(' ')[^1]}\"; }};");

    public async Task InitializeAsync()
    {
        _servers.AddRange(await Task.WhenAll(Denials.Select(StartAsync)));
        if (Unbound.IsHere)
        {
            Resolver = await Unbound.StartAsync(_folder, Denials.Select(Anchor), Denials.SelectMany(Stubs), "  aggressive-nsec: no");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Resolver?.Dispose();
        _servers.ForEach(server => server.Dispose());
        _folder.Dispose();
    }

    private IEnumerable<(string Zone, int Port)> Stubs(string denial) =>
        ((string[])["", "secure.", "insecure.", "bogus."]).Select(child => (child + Origin(denial), _ports[denial]));

    private async Task<RunningServer> StartAsync(string denial)
    {
        string origin = Origin(denial);
        var store = new KeyStore(_folder.File($"{denial}/keys"));
        using StoredKey parent = store.Generate(DomainName.Parse(origin), SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true, TimeProvider.System.GetUtcNow());
        var child = DomainName.Parse($"secure.{origin}");
        using StoredKey key = store.Generate(child, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true, TimeProvider.System.GetUtcNow());
        string ds = string.Create(
            CultureInfo.InvariantCulture,
            $"secure DS {key.Key.KeyTag} 13 2 {Convert.ToHexString(DelegationSigner.Digest(child, key.Key.DnsKey.Span, DigestType.Sha256))}\n");
        _folder.Write($"{denial}/anchor", $"{origin} 3600 IN DNSKEY 257 3 13 {Convert.ToBase64String(parent.Key.DnsKey.Span[4..])}");
        _folder.Write($"{denial}/zone", Zone + ds);
        _folder.Write($"{denial}/child", Child);
        return await RunningServer.StartAsync("serve", "-c", _folder.Write($"{denial}/rdns.yaml", $$"""
            listen: ["127.0.0.1:{{_ports[denial]}}"]
            workers: 1
            state-folder: .
            control: { socket: control.sock }
            dnssec: { sign: [{{origin}}, {{child}}], key-folder: keys, denial: {{denial}}, parent-servers: ["127.0.0.1:{{_ports[denial]}}"] }
            zones:
              - { origin: {{origin}}, file: zone }
              - { origin: {{child}}, file: child }
              - { origin: insecure.{{origin}}, file: child }
              - { origin: bogus.{{origin}}, file: child }
            """));
    }
}
