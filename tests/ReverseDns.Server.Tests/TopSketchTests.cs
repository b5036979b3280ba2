using System.Buffers.Binary;

namespace ReverseDns.Server.Tests;

public class TopSketchTests
{
    private const int Capacity = 100;

    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(2, 1.0)]
    [InlineData(3, 1.4)]
    [InlineData(4, 2.0)]
    public void Counts_are_never_too_small_and_too_large_by_no_more_than_is_stated(int seed, double skew)
    {
        var sketch = new TopSketch(Capacity, Key);
        Dictionary<int, long> exact = Feed(sketch, seed, skew, 50_000);

        Check(TopSummary.Of(sketch), exact, 50_000, largest: 50_000 / Capacity);
    }

    [Theory]
    [InlineData(5, 0.8)]
    [InlineData(6, 1.2)]
    public void Summaries_of_several_times_are_together_as_good_as_one(int seed, double skew)
    {
        var parts = new List<TopSummary>();
        var exact = new Dictionary<int, long>();
        for (int part = 0; part < 12; part++)
        {
            var sketch = new TopSketch(Capacity, Key);
            foreach ((int item, long count) in Feed(sketch, seed + part, skew, 5_000))
            {
                exact[item] = exact.GetValueOrDefault(item) + count;
            }

            parts.Add(TopSummary.Of(sketch));
        }

        Check(TopSummary.Merge(parts, Capacity), exact, 60_000, largest: 2 * 60_000 / Capacity);
        Check(
            TopSummary.Merge([TopSummary.Merge(parts[..5], Capacity), TopSummary.Merge(parts[5..], Capacity)], Capacity), exact, 60_000, largest: 3 * 60_000 / Capacity);
    }

    [Fact]
    public void What_fits_is_counted_exactly()
    {
        var sketch = new TopSketch(Capacity, Key);
        for (int round = 0; round < 50; round++)
        {
            for (int item = 0; item < Capacity - round; item++)
            {
                sketch.Add(Octets(item));
            }
        }

        Assert.All(sketch.Items, item => Assert.Equal(0, item.Error));
        Assert.Equal(
            Enumerable.Range(0, Capacity).Select(item => (long)Math.Min(50, Capacity - item)),
            sketch.Items.OrderBy(item => BinaryPrimitives.ReadInt32BigEndian(item.Octets.Span)).Select(item => item.Count));
        sketch.Clear();
        Assert.Empty(sketch.Items);
        Assert.Equal(0, sketch.Total);
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        var sketch = new TopSketch(Capacity, Key);
        Feed(sketch, 1, 0.5, 10_000);
        byte[][] items = [.. Enumerable.Range(0, 1_000).Select(item => Octets(item).ToArray())];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] item in items)
        {
            sketch.Add(item);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static SourceKey Key => new("a key of sixteen"u8);

    private static void Check(TopSummary summary, Dictionary<int, long> exact, long total, long largest)
    {
        Assert.Equal(total, summary.Total);
        Assert.True(summary.Error <= largest);
        var listed = summary.Items.ToDictionary(item => BinaryPrimitives.ReadInt32BigEndian(item.Octets.Span));
        Assert.Equal(Math.Min(Capacity, exact.Count), listed.Count);
        foreach ((int item, long count) in exact)
        {
            if (listed.TryGetValue(item, out TopItem found))
            {
                Assert.InRange(count, found.Count - found.Error, found.Count);
                Assert.True(found.Error <= largest);
            }
            else
            {
                Assert.True(count <= summary.Error);
            }
        }
    }

    /// <summary>Items as frequent as Zipf's law has it.</summary>
    private static Dictionary<int, long> Feed(TopSketch sketch, int seed, double skew, int total)
    {
        var random = new Random(seed);
        double[] sums = new double[2_000];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + Math.Pow(i + 1, -skew);
        }

        var exact = new Dictionary<int, long>();
        for (int i = 0; i < total; i++)
        {
            int found = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            int item = found < 0 ? ~found : found;
            exact[item] = exact.GetValueOrDefault(item) + 1;
            sketch.Add(Octets(item));
        }

        return exact;
    }

    private static ReadOnlySpan<byte> Octets(int item)
    {
        byte[] octets = new byte[4 + (item % 20)];
        BinaryPrimitives.WriteInt32BigEndian(octets, item);
        return octets;
    }
}
