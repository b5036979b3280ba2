using ReverseDns.Dnssec;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>Digests of whole zones: ours to others, and theirs to us.</summary>
public sealed class ZoneDigestTests
{
    private const string Text = """
        example. 3600 IN SOA ns.example.net. hostmaster.example.net. 7 7200 900 1209600 300
        example. 3600 IN NS ns.example.net.
        example. 3600 IN NS ns1.example.
        example. 3600 IN MX 10 MAIL.example.
        MAIL.example. 3600 IN A 192.0.2.1
        ns1.example. 3600 IN A 192.0.2.9
        *.wild.example. 3600 IN TXT "any"
        deep.down.under.example. 3600 IN AAAA 2001:db8::1
        dn.example. 3600 IN DNAME Target.example.
        insecure.example. 3600 IN NS ns.insecure.example.
        ns.insecure.example. 3600 IN A 192.0.2.5
        secure.example. 3600 IN NS ns.example.net.
        secure.example. 3600 IN DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        1.10.example. 300 IN PTR HOST.example.net.
        unknown.example. 300 IN TYPE65280 \# 4 C0000201

        """;

    private static readonly DomainName Origin = DomainName.Parse("example.");

    private static readonly PeerKind StrictKnot = PeerKind.Knot with
    {
        Configuration = setup => PeerKind.Knot.Configuration(setup)
            .Replace("semantic-checks: off", "semantic-checks: off\n    zonemd-verify: on", StringComparison.Ordinal),
    };

    [ToolFact("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns", "knotd")]
    public async Task Ours_are_right_to_other_programs()
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);
        using ZoneContents unsigned = Read(Text);
        foreach (DenialKind denial in Enum.GetValues<DenialKind>())
        {
            foreach (ZoneDigests digests in (ZoneDigests[])[ZoneDigests.Sha384, ZoneDigests.Sha512, ZoneDigests.Both])
            {
                var signer = new ZoneSigner(ZoneKeys.Of(Origin, 3600, key), new SigningOptions { Denial = denial, Digests = digests });
                using ZoneContents signed = signer.Sign(unsigned, new Serial(8), TimeProvider.System.GetUtcNow());
                await Validators.AcceptAsync(signed, hasCsk: true, withValidns: false);
                if (denial == DenialKind.Nsec3 && digests == ZoneDigests.Both)
                {
                    await AssertKnotServesAsync(signed);
                }
            }
        }
    }

    [ToolFact("ldns-signzone", "ldns-keygen", "kzonesign")]
    public async Task Those_of_other_signers_are_right_to_us()
    {
        (string Name, Func<string, Task<string>> SignAsync)[] signers =
        [
            ("ldns, unsigned", folder => SignWithLdnsAsync(folder, isSigned: false)),
            ("ldns, NSEC", folder => SignWithLdnsAsync(folder, isSigned: true)),
            ("ldns, NSEC3", folder => SignWithLdnsAsync(folder, isSigned: true, "-n", "-t", "0")),
            ("Knot, NSEC", folder => SignWithKnotAsync(folder, "nsec3: off", "zonemd-sha384")),
            ("Knot, NSEC3", folder => SignWithKnotAsync(folder, "nsec3: on\n    nsec3-iterations: 0\n    nsec3-salt-length: 0", "zonemd-sha512")),
        ];
        foreach ((string name, Func<string, Task<string>> sign) in signers)
        {
            string folder = Directory.CreateTempSubdirectory("rdns-digests-").FullName;
            try
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "zone"), Text);
                using ZoneContents signed = ZoneFile.Read(await sign(folder), Origin, ZoneFileOptions.Default, [], out _)!;
                using var zone = CompiledZone.Compile(signed);

                Assert.True(ZoneDigest.Verify(signed).Outcome == ZoneDigestOutcome.Verified, name);
                Assert.True(ZoneDigest.Verify(zone).Outcome == ZoneDigestOutcome.Verified, name);
                if (signed.TryFind(Origin.Wire, RecordType.DNSKEY, out _))
                {
                    Assert.Equal([], new SignatureVerifier().Verify(signed, TimeProvider.System.GetUtcNow()).Faults);
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Beside a copy with one record less, which Knot does not serve.</summary>
    private static async Task AssertKnotServesAsync(ZoneContents signed)
    {
        foreach (bool isWhole in (bool[])[true, false])
        {
            string folder = Directory.CreateTempSubdirectory("rdns-digests-").FullName;
            try
            {
                string file = Path.Combine(folder, "zone");
                ZoneFileWriter.Write(signed, file);
                string[] lines = await File.ReadAllLinesAsync(file);
                await File.WriteAllLinesAsync(file, lines.Where(line => isWhole || !line.Contains("192.0.2.5", StringComparison.Ordinal)));
                string other = Path.Combine(folder, "other");
                await File.WriteAllTextAsync(other, Text.Replace("example. 3600 IN", "other. 3600 IN", StringComparison.Ordinal));
                await using PeerServer knot = await PeerServer.StartAsync(
                    Lenient(StrictKnot), folder, [new PeerZone(Origin, file), new PeerZone(DomainName.Parse("other."), other)]);
                Assert.Equal(isWhole, knot.Served.Contains(Origin));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The second zone shows that the server runs; it has no digest.</summary>
    private static PeerKind Lenient(PeerKind kind) => kind with
    {
        Configuration = setup => kind.Configuration(setup)
            .Replace("  - domain: \"other.\"\n", "  - domain: \"other.\"\n    zonemd-verify: off\n", StringComparison.Ordinal),
    };

    private static async Task<string> SignWithLdnsAsync(string folder, bool isSigned, params string[] options)
    {
        string[] keys = isSigned
            ? [(await Programs.RunAsync(folder, "ldns-keygen", "-a", "ECDSAP256SHA256", "-k", "example.")).Trim()]
            : [];
        await Programs.RunAsync(
            folder, "ldns-signzone", ["-o", "example.", "-f", "signed", "-z", "sha384", "-z", "sha512", .. isSigned ? [] : (string[])["-Z"], .. options, "zone", .. keys]);
        return Path.Combine(folder, "signed");
    }

    private static async Task<string> SignWithKnotAsync(string folder, string denial, string digest)
    {
        string configuration = $"""
            database:
              storage: "{folder}"
            policy:
              - id: made
                algorithm: ecdsap256sha256
                single-type-signing: on
                {denial}
            zone:
              - domain: "example."
                storage: "{folder}"
                file: "zone"
                dnssec-signing: on
                dnssec-policy: made
                zonemd-generate: {digest}

            """;
        string file = Path.Combine(folder, "configuration");
        await File.WriteAllTextAsync(file, configuration);
        string signed = Directory.CreateDirectory(Path.Combine(folder, "signed")).FullName;
        await Programs.RunAsync(folder, "kzonesign", "-c", file, "-o", signed, "example.");
        return Directory.GetFiles(signed).Single();
    }

    private static ZoneContents Read(string text)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (ResourceRecord record in MasterText.Read(text, Origin))
        {
            builder.Add(record);
        }

        return builder.Build();
    }
}
