using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>Whatever a zone is changed to, no resolver has it bogus on the way.</summary>
public sealed class TransitionTests : IDisposable
{
    private readonly WatchedZone _zone = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public TransitionTests() => _zone.Begin(_zone.Kept.Read(KeptZone.Text), KeySet.Empty);

    public void Dispose() => _zone.Dispose();

    [Fact]
    public void Unsigned_signed_and_unsigned_again()
    {
        _zone.Settle();
        Assert.True(_zone.IsSigned);
        Assert.False(_zone.Kept.Ds.IsEmpty);

        _zone.Change(policy => policy with { IsSigned = false });
        Assert.False(_zone.IsSigned);
        Assert.True(_zone.Kept.Ds.IsEmpty);

        _zone.Change(policy => policy with { IsSigned = true });
        Assert.True(_zone.IsSigned);
    }

    [Fact]
    public void From_each_kind_of_denial_to_each_other()
    {
        _zone.Settle();
        DenialKind[] kinds = [DenialKind.Nsec3, DenialKind.Nsec3OptOut, DenialKind.Nsec, DenialKind.Nsec3OptOut, DenialKind.Nsec3, DenialKind.Nsec];
        foreach (DenialKind kind in kinds)
        {
            _zone.Kept.Options = _zone.Kept.Options with { Denial = kind };
            _zone.RunFor(TimeSpan.FromDays(2));

            Assert.Equal(kind != DenialKind.Nsec, _zone.Has(RecordType.NSEC3PARAM));
            Assert.Equal(kind == DenialKind.Nsec, _zone.Has(RecordType.NSEC));
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithm.RsaSha256, SecurityAlgorithm.EcdsaP256Sha256, false)]
    [InlineData(SecurityAlgorithm.RsaSha256, SecurityAlgorithm.EcdsaP256Sha256, true)]
    [InlineData(SecurityAlgorithm.EcdsaP256Sha256, SecurityAlgorithm.Ed25519, false)]
    public void From_one_algorithm_to_another(SecurityAlgorithm from, SecurityAlgorithm to, bool isCombined)
    {
        _zone.Change(policy => policy with { Algorithm = from, IsCombined = isCombined });
        Assert.All(_zone.Kept.Served.DnsKeys.Names, name => Assert.Equal(from, name.Algorithm));

        _zone.Change(policy => policy with { Algorithm = to });

        Assert.All(_zone.Kept.Served.DnsKeys.Names, name => Assert.Equal(to, name.Algorithm));
        Assert.All(_zone.Kept.Ds.Names, name => Assert.Equal(to, name.Algorithm));
    }

    [Fact]
    public void From_two_keys_to_one_and_back()
    {
        _zone.Settle();
        Assert.Equal(2, _zone.Kept.Served.DnsKeys.Names.Count);

        _zone.Change(policy => policy with { IsCombined = true });
        Assert.Single(_zone.Kept.Served.DnsKeys.Names);

        _zone.Change(policy => policy with { IsCombined = false });
        Assert.Equal(2, _zone.Kept.Served.DnsKeys.Names.Count);
    }

    /// <summary>All at once, as an edit of the configuration may have it.</summary>
    [Fact]
    public void Algorithm_keys_and_denial_in_one_step()
    {
        _zone.Change(policy => policy with { Algorithm = SecurityAlgorithm.RsaSha256 });

        _zone.Kept.Options = _zone.Kept.Options with { Denial = DenialKind.Nsec3OptOut };
        _zone.Change(policy => policy with { Algorithm = SecurityAlgorithm.Ed25519, IsCombined = true });

        Assert.Equal(SecurityAlgorithm.Ed25519, Assert.Single(_zone.Kept.Served.DnsKeys.Names).Algorithm);
        Assert.True(_zone.Has(RecordType.NSEC3PARAM));
    }

    /// <summary>The model sees what is wrong: the caches have the old keys' DS and signatures when other keys come in one step.</summary>
    [Fact]
    public void Other_keys_in_one_step_are_found_out()
    {
        _zone.Settle();
        using var key = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);
        using ZoneContents unsigned = _zone.Kept.Read(KeptZone.Text);
        using ZoneContents signed = new ZoneSigner(ZoneKeys.Of(KeptZone.Name, 3600, key), _zone.Kept.Options).Sign(unsigned, new Serial(9), _zone.Now);

        Assert.ThrowsAny<Exception>(() => _zone.Watch(signed));
    }
}
