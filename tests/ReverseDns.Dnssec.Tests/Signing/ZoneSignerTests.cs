using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Signing;

public sealed class ZoneSignerTests : IDisposable
{
    private readonly SmallZone _zone = new();

    [Fact]
    public void Signatures_begin_before_now_and_end_spread_before_the_validity()
    {
        using ZoneContents signed = _zone.Sign();

        List<(uint Inception, uint Expiration)> times = Times(signed);
        uint now = (uint)_zone.Now.ToUnixTimeSeconds();
        uint latest = now + (uint)_zone.Options.Validity.TotalSeconds;
        Assert.All(times, time => Assert.Equal(now - 3600, time.Inception));
        Assert.All(times, time => Assert.InRange(time.Expiration, latest - (uint)_zone.Options.Jitter.TotalSeconds, latest));
        Assert.True(times.DistinctBy(time => time.Expiration).Count() > times.Count / 2);
    }

    [Fact]
    public void Unchanged_signatures_stay_until_their_refresh()
    {
        using ZoneContents first = _zone.Sign();
        _zone.Now += TimeSpan.FromDays(1);
        using ZoneContents second = _zone.Sign(first, SmallZone.Text.Replace("192.0.2.2", "192.0.2.3", StringComparison.Ordinal));
        _zone.Now += TimeSpan.FromDays(7);
        using ZoneContents third = _zone.Sign(second);

        using var ofChange = ZoneDiff.Between(first, second);
        Assert.Equal(["host.example. A", "host.example. RRSIG"], Touched(ofChange));
        Assert.Empty(Signatures(first).Intersect(Signatures(third), StringComparer.Ordinal));
        Assert.True(_zone.Verify(third).IsGood);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public void A_clock_that_was_wrong_leaves_no_signature_that_is_not_valid_when_it_is_right_again(int days)
    {
        DateTimeOffset right = _zone.Now;
        _zone.Now += TimeSpan.FromDays(days);
        using ZoneContents wrong = _zone.Sign();
        _zone.Now = right;
        using ZoneContents healed = _zone.Sign(wrong);

        Assert.False(_zone.Verify(wrong).IsGood);
        Assert.True(_zone.Verify(healed).IsGood);
    }

    [Fact]
    public void Refresh_signs_again_what_is_due_and_nothing_else()
    {
        using ZoneContents signed = _zone.Sign();
        using var served = CompiledZone.Compile(signed);
        _zone.Now += TimeSpan.FromDays(6);
        uint due = (uint)(_zone.Now + _zone.Options.Refresh).ToUnixTimeSeconds();
        var owners = new HashSet<DomainName>();
        int count = 0;
        new VersionReader(served).VisitSignatures((owner, rdata) =>
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(rdata[8..]) <= due)
            {
                owners.Add(DomainName.FromWire(owner));
                count++;
            }
        });

        using ZoneDiff? refresh = _zone.Signer.TrySign(served, null, new Serial(2), _zone.Now, [.. owners]);

        Assert.NotNull(refresh);
        Assert.InRange(count, 1, Times(signed).Count - 1);

        // The SOA and its signature always change.
        int withSoa = refresh.Removed.RecordCount;
        Assert.InRange(withSoa, count + 1, count + 2);
        using ZoneContents? after = refresh.TryApply(signed);
        Assert.NotNull(after);
        Assert.True(_zone.Verify(after).IsGood);
        Assert.All(Times(after), time => Assert.True(time.Expiration > due));
    }

    [Theory]
    [InlineData(DenialKind.Nsec, DenialKind.Nsec3)]
    [InlineData(DenialKind.Nsec3, DenialKind.Nsec)]
    [InlineData(DenialKind.Nsec3, DenialKind.Nsec3OptOut)]
    [InlineData(DenialKind.Nsec3OptOut, DenialKind.Nsec)]
    public void Denial_changes_its_kind_with_the_signatures_of_the_data_kept(DenialKind from, DenialKind to)
    {
        _zone.Options = _zone.Options with { Denial = from };
        using ZoneContents before = _zone.Sign();
        using var served = CompiledZone.Compile(before);
        _zone.Options = _zone.Options with { Denial = to };

        using ZoneDiff? change = _zone.Signer.TrySign(served, null, new Serial(2), _zone.Now);
        using ZoneContents after = _zone.Signer.Sign(before, new Serial(2), _zone.Now, before);

        Assert.Null(change);
        Assert.True(_zone.Verify(after).IsGood);
        using var difference = ZoneDiff.Between(before, after);
        Assert.DoesNotContain("host.example. A", Touched(difference));
        Assert.True(Signatures(before).Intersect(Signatures(after), StringComparer.Ordinal).Count() >= 5);
    }

    [Fact]
    public void A_signature_of_a_key_that_is_still_published_stays_and_one_of_another_goes()
    {
        using ZoneContents before = _zone.Sign();
        using var next = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: false);
        ZoneKeys both = ZoneKeys.Of(SmallZone.Origin, 3600, _zone.Ksk, _zone.Zsk, next) with { ForZone = [next] };
        var alone = ZoneKeys.Of(SmallZone.Origin, 3600, _zone.Ksk, next);

        using ZoneContents rolling = new ZoneSigner(both, _zone.Options).Sign(before, new Serial(2), _zone.Now, before);
        using ZoneContents rolled = new ZoneSigner(alone, _zone.Options).Sign(rolling, new Serial(3), _zone.Now, rolling);

        Assert.True(Signatures(before).Intersect(Signatures(rolling), StringComparer.Ordinal).Count() > 10);
        Assert.DoesNotContain(_zone.Zsk.KeyTag, Tags(rolled));
        Assert.True(_zone.Verify(rolling).IsGood);
        Assert.True(_zone.Verify(rolled).IsGood);
    }

    public void Dispose() => _zone.Dispose();

    private static IEnumerable<ResourceRecord> SignatureRecords(ZoneContents contents) =>
        SmallZone.Records(contents).Where(record => record.Type == RecordType.RRSIG);

    private static List<(uint Inception, uint Expiration)> Times(ZoneContents contents) =>
        [.. SignatureRecords(contents).Select(record => (
            BinaryPrimitives.ReadUInt32BigEndian(record.Rdata.Span[12..]), BinaryPrimitives.ReadUInt32BigEndian(record.Rdata.Span[8..])))];

    private static List<ushort> Tags(ZoneContents contents) =>
        [.. SignatureRecords(contents).Select(record => BinaryPrimitives.ReadUInt16BigEndian(record.Rdata.Span[16..]))];

    private static IEnumerable<string> Signatures(ZoneContents contents) =>
        SignatureRecords(contents).Select(record => record.Owner + Convert.ToHexString(record.Rdata.Span));

    private static IEnumerable<string> Touched(ZoneDiff diff) =>
        SmallZone.Records(diff.Added).Concat(SmallZone.Records(diff.Removed)).Select(record => $"{record.Owner} {record.Type}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
