using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Signing;

public sealed class SignatureVerifierTests : IDisposable
{
    private readonly SmallZone _zone = new();

    [Theory]
    [InlineData(DenialKind.Nsec)]
    [InlineData(DenialKind.Nsec3)]
    [InlineData(DenialKind.Nsec3OptOut)]
    public void A_signed_zone_is_good_and_says_when_its_first_signature_ends(DenialKind denial)
    {
        _zone.Options = _zone.Options with { Denial = denial };
        using ZoneContents signed = _zone.Sign();

        VerificationResult result = _zone.Verify(signed);

        Assert.Equal([], result.Faults);
        Assert.True(result.Signatures > 10);
        Assert.InRange(result.LeastRemaining!.Value, TimeSpan.FromDays(12), TimeSpan.FromDays(14));
    }

    /// <summary>Glue is nobody's to prove, and with opt-out neither is a delegation without DS.</summary>
    [Theory]
    [InlineData(DenialKind.Nsec)]
    [InlineData(DenialKind.Nsec3)]
    public void Any_record_that_is_missing_is_noticed(DenialKind denial)
    {
        _zone.Options = _zone.Options with { Denial = denial };
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        foreach (ResourceRecord missing in records.Where(record => record.Owner.ToString() is not "ns.insecure.example."))
        {
            using ZoneContents damaged = SmallZone.Build(records.Where(record => record != missing));
            Assert.False(_zone.Verify(damaged).IsGood, $"{missing.Owner} {missing.Type}");
        }
    }

    [Fact]
    public void Any_changed_octet_of_signed_data_or_of_a_signature_is_noticed()
    {
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        foreach (ResourceRecord changed in records.Where(record => record.Type is RecordType.RRSIG or RecordType.A or RecordType.TXT
            && record.Owner.ToString() is not "ns.insecure.example."))
        {
            byte[] rdata = changed.Rdata.ToArray();
            rdata[^1] ^= 1;
            using ZoneContents damaged = SmallZone.Build(records.Select(record => record == changed ? record with { Rdata = rdata } : record));
            Assert.False(_zone.Verify(damaged).IsGood, $"{changed.Owner} {changed.Type}");
        }
    }

    [Fact]
    public void A_signature_for_glue_is_noticed()
    {
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        ResourceRecord signature = records.First(record => record.Type == RecordType.RRSIG && record.Owner.ToString() is "host.example.");
        using ZoneContents damaged = SmallZone.Build(records.Append(signature with { Owner = DomainName.Parse("ns.insecure.example.") }));

        Assert.Contains(_zone.Verify(damaged).Faults, fault => fault.Contains("ns.insecure.example. A", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(15 * 24)]
    public void A_signature_is_good_between_its_times_only(int hours)
    {
        using ZoneContents signed = _zone.Sign();
        _zone.Now += TimeSpan.FromHours(hours);

        Assert.False(_zone.Verify(signed).IsGood);
    }

    /// <summary>KeyTrap (CVE-2023-50387): keys with one tag times signatures that fail.</summary>
    [Fact]
    public void Hostile_signatures_and_keys_cost_a_bounded_number_of_verifications()
    {
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        ResourceRecord signature = records.First(record => record.Type == RecordType.RRSIG && record.Owner.ToString() is "host.example.");
        for (int i = 0; i < 2_000; i++)
        {
            byte[] rdata = signature.Rdata.ToArray();
            rdata[^1] = (byte)i;
            rdata[^2] = (byte)(i >> 8);
            records.Add(signature with { Rdata = rdata });
        }

        using ZoneContents hostile = SmallZone.Build(records);
        VerificationResult result = _zone.Verify(hostile);

        Assert.Contains(result.Faults, fault => fault.Contains("more signatures than are looked at", StringComparison.Ordinal));
        Assert.InRange(result.Faults.Count, 1, 64);
    }

    [Fact]
    public void A_change_that_leaves_the_chain_open_is_noticed()
    {
        using ZoneContents signed = _zone.Sign();
        using var served = CompiledZone.Compile(signed);
        using ZoneContents removed = SmallZone.Build(SmallZone.Records(signed).Where(record => record.Owner.ToString() is "host.example."));
        using var added = new ZoneContentsBuilder(SmallZone.Origin);
        using var change = new ZoneDiff(new Serial(1), new Serial(1), removed, added.Build());
        Assert.Equal(DiffOutcome.Applied, served.TryApply(change, out CompiledZone? next, out _));
        using (next)
        {
            VerificationResult result = new SignatureVerifier().Verify(next!, change, _zone.Now);

            Assert.Contains(result.Faults, fault => fault.Contains("does not lead to the next one", StringComparison.Ordinal));
        }
    }

    /// <summary>Glue has no signature: the digest alone covers it (RFC 8976, section 1.2).</summary>
    [Fact]
    public void A_change_of_glue_is_noticed_by_the_digest()
    {
        _zone.Options = _zone.Options with { Digests = ZoneDigests.Both };
        using ZoneContents signed = _zone.Sign();
        using var served = CompiledZone.Compile(signed);
        List<ResourceRecord> records = SmallZone.Records(signed);
        ResourceRecord glue = records.Single(record => record.Owner.ToString() is "ns.insecure.example.");
        ResourceRecord other = glue with { Rdata = new byte[] { 192, 0, 2, 99 } };
        using ZoneContents damaged = SmallZone.Build(records.Select(record => record == glue ? other : record));
        using var change = ZoneDiff.Between(signed, damaged);
        Assert.Equal(DiffOutcome.Applied, served.TryApply(change, out CompiledZone? next, out _));
        using (next)
        {
            Assert.Equal([], _zone.Verify(signed).Faults);
            Assert.Equal(2, _zone.Verify(damaged).Faults.Count(fault => fault.StartsWith("ZONEMD", StringComparison.Ordinal)));
            Assert.Equal(2, new SignatureVerifier().Verify(next!, change, _zone.Now).Faults.Count);
        }
    }

    public void Dispose() => _zone.Dispose();
}
