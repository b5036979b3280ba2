using System.Globalization;

namespace ReverseDns.Zones.Tests.Overlays;

/// <summary>
/// A zone that diffs have changed is the zone compiled afresh: every answer is the same, octet for octet. RDNS_LONG=1
/// tries very many more zones; RDNS_SEED tries one seed again.
/// </summary>
public class OverlayTests
{
    private const int Batches = 8;
    private const int Versions = 8;
    private const int QuestionsPerVersion = 60;
    private static readonly bool Long = Environment.GetEnvironmentVariable("RDNS_LONG") is "1";
    private static readonly string? Seed = Environment.GetEnvironmentVariable("RDNS_SEED");
    private static readonly int ZonesPerBatch = Long ? 2_500 : 25;

    public static TheoryData<int> BatchNumbers() => [.. Enumerable.Range(0, Seed is null ? Batches : 1)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Diffs_lead_to_the_answers_of_the_whole_zone_compiled_afresh(int batch)
    {
        IEnumerable<ulong> seeds = Seed is null
            ? Enumerable.Range(batch * ZonesPerBatch, ZonesPerBatch).Select(number => (ulong)number)
            : [ulong.Parse(Seed, CultureInfo.InvariantCulture)];
        Assert.All(seeds, seed =>
        {
            using var history = new ZoneHistory(seed);
            for (int version = 0; version < Versions; version++)
            {
                history.Change();
                string? fault = history.FirstFault(QuestionsPerVersion);
                Assert.True(fault is null, $"RDNS_SEED={seed}, change {version + 1}\n{fault}");
            }

            Assert.True(history.Applied > 0, $"RDNS_SEED={seed}: every change had the zone compiled whole");
        });
    }
}
