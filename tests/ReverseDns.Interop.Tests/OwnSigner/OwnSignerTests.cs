using ReverseDns.Dnssec;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>Zones that we sign, judged by others' programs.</summary>
public sealed class OwnSignerTests
{
    private const string Plain = """
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

    private const string Borders = """
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.
        \000 TXT "lowest"
        \000.\000 TXT "below it"
        \255 TXT "highest"
        a.\* TXT "a star with something below"
        *.* TXT "stars"
        * TXT "star"
        Z TXT "upper"
        a TXT "lower"
        \.dots\.inside TXT "dots"
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.dddddddddddddddddddddddddddddddddddddddddddddddddddd TXT "longest"
        0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6 PTR host.example.net.
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6 PTR host.example.net.
        """;

    private const string OneName = """
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.
        """;

    private static readonly DenialKind[] Denials = [DenialKind.Nsec, DenialKind.Nsec3, DenialKind.Nsec3OptOut];

    [ToolFact("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns")]
    public async Task Validate_with_every_program_whatever_their_names_and_the_way_they_deny()
    {
        foreach (string text in (string[])[Plain, Borders, OneName])
        {
            foreach (DenialKind denial in Denials)
            {
                await ValidateAsync(text, denial, SecurityAlgorithm.EcdsaP256Sha256, hasCsk: false);
            }
        }
    }

    [ToolFact("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns")]
    public async Task Validate_with_every_program_whatever_the_algorithm()
    {
        foreach (SecurityAlgorithm algorithm in Enum.GetValues<SecurityAlgorithm>())
        {
            await ValidateAsync(Plain, DenialKind.Nsec3, algorithm, hasCsk: true);
            await ValidateAsync(Plain, DenialKind.Nsec, algorithm, hasCsk: false);
        }
    }

    private static async Task ValidateAsync(string text, DenialKind denial, SecurityAlgorithm algorithm, bool hasCsk)
    {
        var origin = DomainName.Parse("example.");
        using var ksk = SigningKey.Generate(algorithm, secureEntryPoint: true);
        using var zsk = SigningKey.Generate(algorithm, secureEntryPoint: false);
        using ZoneContents signed = Sign(text, origin, denial, hasCsk ? [ksk] : [ksk, zsk]);
        bool isRsa = algorithm is SecurityAlgorithm.RsaSha256 or SecurityAlgorithm.RsaSha512;
        await Validators.AcceptAsync(signed, hasCsk, isRsa);
    }

    private static ZoneContents Sign(string text, DomainName origin, DenialKind denial, params SigningKey[] keys)
    {
        using var builder = new ZoneContentsBuilder(origin);
        foreach (ResourceRecord record in MasterText.Read(text, origin))
        {
            builder.Add(record);
        }

        using ZoneContents contents = builder.Build();
        var signer = new ZoneSigner(ZoneKeys.Of(origin, 3600, keys), new SigningOptions { Denial = denial });
        return signer.Sign(contents, new Serial(2), TimeProvider.System.GetUtcNow());
    }
}
