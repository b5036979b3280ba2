using System.Security.Cryptography;

namespace ReverseDns.Dnssec.Tests.Store;

/// <summary>Keys of BIND, ldns and Knot are ours, and ours are theirs.</summary>
public sealed class PeerKeysTests : IDisposable
{
    private const string ZoneText = """
        $TTL 3600
        @ SOA ns1.example.net. hostmaster.example.net. 1 3600 900 604800 300
        @ NS ns1.example.net.
        1 PTR one.example.net.
        """;

    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa.");
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly KeyStore _store;

    public PeerKeysTests()
    {
        _store = new KeyStore(_folder["keys"]);
        File.WriteAllText(_folder["zone"], ZoneText);
    }

    public void Dispose() => _folder.Dispose();

    [PeerTheory("dnssec-keygen")]
    [InlineData("8", SecurityAlgorithm.RsaSha256)]
    [InlineData("10", SecurityAlgorithm.RsaSha512)]
    [InlineData("13", SecurityAlgorithm.EcdsaP256Sha256)]
    [InlineData("14", SecurityAlgorithm.EcdsaP384Sha384)]
    [InlineData("15", SecurityAlgorithm.Ed25519)]
    [InlineData("16", SecurityAlgorithm.Ed448)]
    public void A_key_of_BIND_signs_here_and_goes_back_as_it_was(string number, SecurityAlgorithm algorithm)
    {
        string[] size = number is "8" or "10" ? ["-b", "2048"] : [];
        string stem = PeerProgram.Succeed(
            _folder.Path, "dnssec-keygen", ["-q", "-a", number, .. size, "-f", "KSK", "-P", "20261101120000", "-A", "20261102120000", Zone.ToString()]).Trim();

        Assert.True(_store.TryImport(_folder[stem], Zone, out StoredKey? key, out KeyFault? fault), fault?.ToString());

        Assert.Equal((algorithm, true, Now, Now.AddDays(1)), (key.Key.Algorithm, key.Key.IsSecureEntryPoint, key.Timing.Publish, key.Timing.Activate));
        Assert.Equal(stem, Path.GetFileNameWithoutExtension(key.Path));
        Assert.Equal(File.ReadAllText(_folder[stem] + ".private"), File.ReadAllText(key.Path));
    }

    [PeerTheory("dnssec-signzone", "dnssec-verify", "ldns-verify-zone")]
    [MemberData(nameof(Algorithms))]
    public void BIND_signs_with_our_keys(SecurityAlgorithm algorithm)
    {
        using StoredKey keySigning = _store.Generate(Zone, algorithm, secureEntryPoint: true, Now);
        using StoredKey zoneSigning = _store.Generate(Zone, algorithm, secureEntryPoint: false, Now);
        KeyStore.SetTiming(keySigning, new KeyTiming { Created = Now, Publish = Now.AddYears(-1), Activate = Now.AddYears(-1) });
        KeyStore.SetTiming(zoneSigning, new KeyTiming { Created = Now, Publish = Now.AddYears(-1), Activate = Now.AddYears(-1) });

        PeerProgram.Succeed(_folder.Path, "dnssec-signzone", "-S", "-K", _store.Folder, "-o", Zone.ToString(), "-f", "signed", "zone");

        PeerProgram.Succeed(_folder.Path, "dnssec-verify", "-o", Zone.ToString(), "signed");
        PeerProgram.Succeed(_folder.Path, "ldns-verify-zone", "signed");
    }

    [PeerTheory("ldns-signzone", "ldns-verify-zone")]
    [MemberData(nameof(Algorithms))]
    public void Ldns_signs_with_our_keys(SecurityAlgorithm algorithm)
    {
        using StoredKey key = _store.Generate(Zone, algorithm, secureEntryPoint: true, Now);

        PeerProgram.Succeed(_folder.Path, "ldns-signzone", "-o", Zone.ToString(), "-f", "signed", "zone", KeyFilePair.StemOf(key.Path));

        PeerProgram.Succeed(_folder.Path, "ldns-verify-zone", "signed");
    }

    [PeerTheory("keymgr")]
    [MemberData(nameof(Algorithms))]
    public void A_key_goes_to_Knot_and_comes_back(SecurityAlgorithm algorithm)
    {
        using StoredKey key = _store.Generate(Zone, algorithm, secureEntryPoint: true, Now);
        KeyStore.SetTiming(key, new KeyTiming { Created = Now, Publish = Now, Activate = Now });
        PeerProgram.Succeed(
            _folder.Path, "keymgr", "-D", _folder["kasp"], Zone.ToString(), "import-bind", Path.ChangeExtension(key.Path, ".key"));

        string pem = Assert.Single(Directory.GetFiles(_folder["kasp"], "*.pem", SearchOption.AllDirectories));
        Assert.True(
            new KeyStore(_folder["back"]).TryImportPem(pem, Zone, algorithm, true, key.Timing, out StoredKey? back, out KeyFault? fault), fault?.ToString());

        Assert.Equal(key.Key.DnsKey.ToArray(), back.Key.DnsKey.ToArray());
        string ds = PeerProgram.Succeed(_folder.Path, "keymgr", "-D", _folder["kasp"], Zone.ToString(), "ds");
        Assert.Contains(
            FormattableString.Invariant($"DS {key.Key.KeyTag} {(byte)algorithm} 2 {Convert.ToHexStringLower(DelegationSigner.Digest(Zone, key.Key.DnsKey.Span, DigestType.Sha256))}"),
            ds,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_PEM_of_another_algorithm_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());

        Assert.False(_store.TryImportPem(
            _folder["key.pem"], Zone, SecurityAlgorithm.EcdsaP256Sha256, true, new KeyTiming(), out _, out KeyFault? fault));
        Assert.Contains("ECDSAP256SHA256 was expected", fault.Reason, StringComparison.Ordinal);
    }

    public static TheoryData<SecurityAlgorithm> Algorithms => [.. Enum.GetValues<SecurityAlgorithm>()];
}
