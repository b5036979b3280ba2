namespace ReverseDns.Server;

/// <summary>Different clients, as estimated by sketches (<see cref="DistinctSketch.StandardError"/>).</summary>
/// <param name="Ipv6Networks">Networks of length 64.</param>
public sealed record SourceCounts(long Ipv4, long Ipv6, long Ipv6Networks)
{
    public static SourceCounts None { get; } = new(0, 0, 0);
}
