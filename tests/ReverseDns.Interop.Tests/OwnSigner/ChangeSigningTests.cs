using System.Globalization;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>
/// A zone whose changes were signed one by one is the zone signed whole, but for the times of its signatures and its digests,
/// which cover these. RDNS_LONG=1
/// tries very many more zones; RDNS_SEED tries one seed again.
/// </summary>
public sealed class ChangeSigningTests
{
    private const int Batches = 8;
    private const int Versions = 8;
    private static readonly bool Long = Environment.GetEnvironmentVariable("RDNS_LONG") is "1";
    private static readonly string? Seed = Environment.GetEnvironmentVariable("RDNS_SEED");
    private static readonly int ZonesPerBatch = Long ? 2_500 : 20;

    public static TheoryData<int> BatchNumbers() => [.. Enumerable.Range(0, Seed is null ? Batches : 1)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Changes_are_signed_to_what_signing_the_whole_zone_gives(int batch)
    {
        IEnumerable<ulong> seeds = Seed is null
            ? Enumerable.Range(batch * ZonesPerBatch, ZonesPerBatch).Select(number => (ulong)number)
            : [ulong.Parse(Seed, CultureInfo.InvariantCulture)];
        foreach (ulong seed in seeds)
        {
            using var history = new SignedHistory(seed);
            for (int version = 0; version < Versions; version++)
            {
                string before = history.ToString();
                history.Change();
                using ZoneContents served = history.Served.ToContents();
                string[] expected = Lines(history.Whole);
                string[] actual = Lines(served);
                AssertDigests(history, served);
                Assert.True(
                    expected.SequenceEqual(actual, StringComparer.Ordinal),
                    $"RDNS_SEED={seed}, change {version + 1}\nmissing:\n{string.Join('\n', expected.Except(actual, StringComparer.Ordinal))}"
                    + $"\ntoo much:\n{string.Join('\n', actual.Except(expected, StringComparer.Ordinal))}\n{history}\nbefore: {before}");
                Assert.True(history.Faults() is [], $"RDNS_SEED={seed}, change {version + 1}\n{string.Join('\n', history.Faults())}\n{history}");
            }

            Assert.True(history.Signed > 0, $"RDNS_SEED={seed}: every change had the zone signed whole");
        }
    }

    private static void AssertDigests(SignedHistory history, ZoneContents served)
    {
        IReadOnlyList<byte[]> expected = ReferenceDigest.Compute(served, history.Digests);
        Assert.Equal(expected, ZoneDigest.Compute(served, history.Digests));
        Assert.Equal(expected, ZoneDigest.Compute(history.Served, history.Digests));
        Assert.Equal(
            history.Digests == ZoneDigests.None ? ZoneDigestOutcome.Absent : ZoneDigestOutcome.Verified, ZoneDigest.Verify(history.Served).Outcome);
    }

    [ToolFact("dnssec-verify")]
    public async Task Changes_lead_to_what_BIND_validates()
    {
        for (ulong seed = 0; seed < (Long ? 1_000ul : 30); seed++)
        {
            using var history = new SignedHistory(seed, isForPeers: true);
            for (int version = 0; version < Versions; version++)
            {
                history.Change();
            }

            using ZoneContents served = history.Served.ToContents();
            try
            {
                await Validators.VerifyAsync(served, history.IsCombined);
            }
            catch (InvalidOperationException refused)
            {
                Assert.Fail($"seed {seed}: {refused.Message}\n{history}");
            }
        }
    }

    private static string[] Lines(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                uint ttl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl;
                byte[] rdata = rrset.Rdata(i).ToArray();
                if (rrset.Type == RecordType.RRSIG)
                {
                    // Times and the signature itself.
                    rdata.AsSpan(8, 8).Clear();
                    rdata.AsSpan(18 + WireName.Length(rdata.AsSpan(18))).Clear();
                }

                if (rrset.Type == RecordType.ZONEMD && rrset.Owner.Length == contents.Origin.Wire.Length)
                {
                    rdata.AsSpan(6).Clear();
                }

                lines.Add(RecordText.Comparable(DomainName.FromWire(rrset.Owner), rrset.Type, ttl, rdata));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }
}
