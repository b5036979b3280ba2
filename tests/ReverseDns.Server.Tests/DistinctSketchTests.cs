namespace ReverseDns.Server.Tests;

public class DistinctSketchTests
{
    /// <summary>With fixed keys these are the same runs each time; beyond four standard errors lies one estimate of 16,000.</summary>
    private const double Furthest = 4 * DistinctSketch.StandardError;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(50)]
    public void Few_sources_are_counted_exactly(int sources)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Equal(sources, Seen(Key(seed), 0x0A000000, sources).Estimate().Ipv4);
        }
    }

    [Theory]
    [InlineData(1_000, 40)]
    [InlineData(10_000, 40)]
    [InlineData(40_000, 40)]
    [InlineData(100_000, 20)]
    [InlineData(1_000_000, 4)]
    public void Many_sources_are_counted_within_the_stated_error(int sources, int seeds)
    {
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            double error = (Seen(Key(seed), (uint)seed << 24, sources).Estimate().Ipv4 / (double)sources) - 1;
            Assert.InRange(error, -Furthest, Furthest);
            squares += error * error;
        }

        Assert.True(Math.Sqrt(squares / seeds) < 1.4 * DistinctSketch.StandardError);
    }

    [Fact]
    public void Addresses_and_networks_of_IPv6_are_counted_each_for_themselves()
    {
        SourceKey key = Key(1);
        var sketches = new SourceSketches();
        for (uint i = 0; i < 20_000; i++)
        {
            sketches.Add(key, new UInt128(0x2001_0DB8_0000_0000UL + (i / 100), (i % 100) << 8), isIpv6: true);
        }

        SourceCounts counts = sketches.Estimate();
        Assert.Equal(0, counts.Ipv4);
        Assert.InRange(counts.Ipv6, 20_000 * (1 - Furthest), 20_000 * (1 + Furthest));
        Assert.InRange(counts.Ipv6Networks, 200 * (1 - Furthest), 200 * (1 + Furthest));
    }

    [Fact]
    public void Merged_sketches_are_those_of_all_that_any_of_them_was_given_also_as_they_were_stored()
    {
        SourceKey key = Key(7);
        var merged = new SourceSketches();
        byte[] stored = new byte[SourceSketches.Length];
        for (uint part = 0; part < 8; part++)
        {
            // Each overlaps the one before by half.
            Seen(key, part * 5_000, 10_000).CopyTo(stored);
            var read = new SourceSketches();
            Assert.True(read.TryRead(stored));
            merged.Merge(read);
            merged.Merge(read);
        }

        Assert.Equal(Seen(key, 0, 45_000).Estimate(), merged.Estimate());
    }

    [Fact]
    public void Octets_that_no_sketch_has_written_are_not_read()
    {
        byte[] octets = new byte[SourceSketches.Length];
        octets[^1] = 52;

        Assert.False(new SourceSketches().TryRead(octets));
        Assert.False(new SourceSketches().TryRead(octets.AsSpan(1)));
    }

    private static SourceKey Key(int seed)
    {
        byte[] octets = new byte[SourceKey.Length];
        new Random(seed).NextBytes(octets);
        return new SourceKey(octets);
    }

    /// <summary>Neighbours, as clients are: the hash has to take them apart.</summary>
    private static SourceSketches Seen(SourceKey key, uint first, int sources)
    {
        var sketches = new SourceSketches();
        for (uint i = 0; i < sources; i++)
        {
            sketches.Add(key, first + i, isIpv6: false);
            sketches.Add(key, first + (i / 2), isIpv6: false);
        }

        return sketches;
    }
}
