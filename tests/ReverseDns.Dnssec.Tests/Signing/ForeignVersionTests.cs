using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Signing;

/// <summary>Versions that others have signed: what validators take is good, and what they would not is noticed.</summary>
public sealed class ForeignVersionTests : IDisposable
{
    private readonly SmallZone _zone = new();

    [Fact]
    public void A_bad_signature_beside_a_good_one_is_passed_over_and_alone_it_is_not()
    {
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        ResourceRecord good = SignatureOf(records, "host.example.");
        ResourceRecord bad = good with { Rdata = Damaged(good.Rdata, 1) };
        using ZoneContents beside = SmallZone.Build(records.Append(bad));
        using ZoneContents alone = SmallZone.Build(records.Select(record => record == good ? bad : record));

        Assert.False(_zone.Verify(beside).IsGood);
        Assert.True(Foreign().Verify(beside, _zone.Now).IsGood);
        Assert.Contains(Foreign().Verify(alone, _zone.Now).Faults, fault => fault.StartsWith("host.example. A", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_record_that_is_missing_is_noticed()
    {
        using ZoneContents signed = _zone.Sign();
        List<ResourceRecord> records = SmallZone.Records(signed);
        foreach (ResourceRecord missing in records.Where(record => record.Owner.ToString() is not "ns.insecure.example."))
        {
            using ZoneContents damaged = SmallZone.Build(records.Where(record => record != missing));
            Assert.False(Foreign().Verify(damaged, _zone.Now).IsGood, $"{missing.Owner} {missing.Type}");
        }
    }

    [Fact]
    public void The_keys_are_those_that_a_trust_anchor_names()
    {
        using ZoneContents signed = _zone.Sign();
        using var stranger = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: true);
        byte[] ds = DelegationSigner.Create(SmallZone.Origin, _zone.Ksk.DnsKey.Span, DigestType.Sha256);
        string text = Rdata.ToPresentation(RecordType.DS, ds);
        string key = Rdata.ToPresentation(RecordType.DNSKEY, _zone.Ksk.DnsKey.Span);
        string other = Rdata.ToPresentation(RecordType.DNSKEY, stranger.DnsKey.Span);

        Assert.Equal([], Foreign(text).Verify(signed, _zone.Now).Faults);
        Assert.Equal([], Foreign(key).Verify(signed, _zone.Now).Faults);
        Assert.Equal([], Foreign(other, key).Verify(signed, _zone.Now).Faults);
        Assert.Contains(Foreign(other).Verify(signed, _zone.Now).Faults, fault => fault.Contains("trust anchor", StringComparison.Ordinal));
        Assert.False(TrustAnchor.TryParse("nothing like it", out _));
    }

    /// <summary>KeyTrap (CVE-2023-50387). Words of a key that change places leave its tag as it is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keys_with_one_tag_and_many_signatures_cost_a_bounded_number_of_tries(bool isOfOthers)
    {
        const int owners = 2_000;
        string names = string.Join('\n', Enumerable.Range(0, owners).Select(i => $"trap{i} A 192.0.2.2"));
        using ZoneContents signed = _zone.Sign(text: $"{SmallZone.Text}\n{names}");
        List<ResourceRecord> records = SmallZone.Records(signed);
        ResourceRecord key = records.First(record => record.Type == RecordType.DNSKEY && record.Rdata.Span.SequenceEqual(_zone.Zsk.DnsKey.Span));
        for (int word = 3; word <= 17; word++)
        {
            byte[] rdata = key.Rdata.ToArray();
            (rdata[4], rdata[5], rdata[2 * word], rdata[(2 * word) + 1]) = (rdata[2 * word], rdata[(2 * word) + 1], rdata[4], rdata[5]);
            Assert.Equal(_zone.Zsk.KeyTag, DnsKeyRdata.KeyTag(rdata));
            records.Add(key with { Rdata = rdata });
        }

        records.AddRange(records
            .Where(record => record.Type == RecordType.RRSIG && BinaryPrimitives.ReadUInt16BigEndian(record.Rdata.Span) == (ushort)RecordType.A)
            .SelectMany(good => Enumerable.Range(1, 15).Select(number => good with { Rdata = Damaged(good.Rdata, number) }))
            .ToArray());
        using ZoneContents hostile = SmallZone.Build(records);
        VerificationResult result = new SignatureVerifier { Threads = 1, IsOfOthers = isOfOthers }.Verify(hostile, _zone.Now);

        Assert.False(result.IsGood);
        Assert.InRange(result.Faults.Count, 1, 64);
        Assert.InRange(result.Tries, 1, 4 * (4_096 + owners));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void More_iterations_than_validators_follow_are_a_fault_and_not_followed(int iterations, bool isFollowed)
    {
        _zone.Options = _zone.Options with { Denial = DenialKind.Nsec3 };
        using ZoneContents signed = _zone.Sign();
        using ZoneContents many = SmallZone.Build(SmallZone.Records(signed).Select(record =>
        {
            byte[] rdata = record.Rdata.ToArray();
            if (record.Type is RecordType.NSEC3 or RecordType.NSEC3PARAM)
            {
                BinaryPrimitives.WriteUInt16BigEndian(rdata.AsSpan(2), (ushort)iterations);
            }

            return record with { Rdata = rdata };
        }));

        IReadOnlyList<string> faults = Foreign().Verify(many, _zone.Now).Faults;

        Assert.Equal(!isFollowed, faults.Any(fault => fault.Contains("more than 100", StringComparison.Ordinal)));
    }

    public void Dispose() => _zone.Dispose();

    private static SignatureVerifier Foreign(params string[] anchors) => new()
    {
        Threads = 1,
        IsOfOthers = true,
        Anchors = [.. anchors.Select(text => TrustAnchor.TryParse(text, out TrustAnchor? anchor) ? anchor : throw new ArgumentException(text, nameof(anchors)))],
    };

    private static ResourceRecord SignatureOf(List<ResourceRecord> records, string owner) =>
        records.First(record => record.Type == RecordType.RRSIG && record.Owner == DomainName.Parse(owner)
            && BinaryPrimitives.ReadUInt16BigEndian(record.Rdata.Span) == (ushort)RecordType.A);

    private static byte[] Damaged(ReadOnlyMemory<byte> signature, int number)
    {
        byte[] rdata = signature.ToArray();
        rdata[^1] ^= (byte)number;
        return rdata;
    }
}
