using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>A zone in a <see cref="ZoneTable"/>.</summary>
/// <param name="Zone">Null when the zone is configured and cannot be served: broken or expired; its names get SERVFAIL.</param>
/// <param name="WhyNot">What such an answer says.</param>
public sealed record ServedZone(DomainName Origin, CompiledZone? Zone, ExtendedError WhyNot = ExtendedError.InvalidData)
{
    /// <summary>What it answers beyond what it holds; null: nothing.</summary>
    public ZoneSynthesis? Synthesis { get; init; }
}
