using ReverseDns.Dnssec;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>Zones that we sign, judged by others' programs.</summary>
public sealed class OwnSignerTests(OwnKeys keys) : IClassFixture<OwnKeys>
{
    private static readonly long LargestZoneFile = Environment.GetEnvironmentVariable("RDNS_LONG") is "1" ? long.MaxValue : 100_000;
    private static readonly DenialKind[] Denials = Enum.GetValues<DenialKind>();

    public static TheoryData<SecurityAlgorithm, DenialKind> Kinds => WithDenials(Enum.GetValues<SecurityAlgorithm>());

    public static TheoryData<string, DenialKind> Borders => WithDenials(SampleZones.Borders);

    [ToolTheory("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns")]
    [MemberData(nameof(Kinds))]
    public async Task Validate_with_every_program_whatever_the_algorithm_the_keys_and_the_denial(SecurityAlgorithm algorithm, DenialKind denial)
    {
        using ZoneContents unsigned = SampleZones.Read(SampleZones.Everything, DomainName.Parse("example."));

        // Among algorithms in use validns knows RSA alone; and it insists on leaving out an empty non-terminal with nothing
        // but insecure delegations below, which opt-out allows.
        bool withValidns = denial != DenialKind.Nsec3OptOut && algorithm is SecurityAlgorithm.RsaSha256 or SecurityAlgorithm.RsaSha512;
        await AcceptAsync(unsigned, algorithm, denial, isCombined: false, withValidns);
        await AcceptAsync(unsigned, algorithm, denial, isCombined: true, withValidns);
    }

    /// <summary>With RSA, as validns knows it.</summary>
    [ToolTheory("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns")]
    [MemberData(nameof(Borders))]
    public async Task Validate_with_every_program_whatever_their_names(string border, DenialKind denial)
    {
        using ZoneContents unsigned = SampleZones.Border(border);
        await AcceptAsync(unsigned, SecurityAlgorithm.RsaSha256, denial, isCombined: false, SampleZones.IsReadByValidns(border));
    }

    [ToolFact("ldns-verify-zone", "dnssec-verify", "kzonecheck", "named-checkzone", "validns")]
    public Task The_sample_registry_validates() => AcceptAsync(BuiltRegistry.OfPlan(Repository.SamplePlan));

    [RegistryFact(BuiltRegistry.Dn42)]
    public Task A_registry_of_any_prefix_length_validates() => AcceptAsync(BuiltRegistry.OfDn42());

    [RegistryFact(BuiltRegistry.Lacnic)]
    public Task The_zones_of_LACNIC_validate() => AcceptAsync(BuiltRegistry.OfLacnic());

    /// <summary>Without validns, which knows no DS of the algorithms that holders use.</summary>
    private async Task AcceptAsync(BuiltRegistry registry)
    {
        foreach (PeerZone zone in registry.Zones.Where(zone => new FileInfo(zone.File).Length <= LargestZoneFile))
        {
            using ZoneContents unsigned = ZoneRecords.Contents(zone);
            foreach (DenialKind denial in Denials)
            {
                await AcceptAsync(unsigned, SecurityAlgorithm.EcdsaP256Sha256, denial, isCombined: false, withValidns: false);
            }
        }

        Directory.Delete(registry.Folder, recursive: true);
    }

    private static TheoryData<T, DenialKind> WithDenials<T>(IEnumerable<T> cases)
    {
        var data = new TheoryData<T, DenialKind>();
        foreach (T value in cases)
        {
            Array.ForEach(Denials, denial => data.Add(value, denial));
        }

        return data;
    }

    private async Task AcceptAsync(ZoneContents unsigned, SecurityAlgorithm algorithm, DenialKind denial, bool isCombined, bool withValidns)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var signer = new ZoneSigner(keys.Of(unsigned.Origin, algorithm, isCombined), new SigningOptions { Denial = denial });
        using ZoneContents signed = signer.Sign(unsigned, new Serial(2), now);
        Assert.Equal([], new SignatureVerifier().Verify(signed, now).Faults);
        await Validators.AcceptAsync(signed, isCombined, withValidns);
    }
}
