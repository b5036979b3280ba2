using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>How the signatures of a zone are made and how long they last.</summary>
public sealed record SigningOptions
{
    public DenialKind Denial { get; init; } = DenialKind.Nsec;

    /// <summary>ZONEMD records that each version gets.</summary>
    public ZoneDigests Digests { get; init; } = ZoneDigests.None;

    /// <summary>From the making of a signature to the latest end of it.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(14);

    /// <summary>A signature that has less left is made anew.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Ends are spread over as much before the latest, so that not all are made anew at once.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Signatures begin as long before they are made, for validators whose clocks are behind.</summary>
    public TimeSpan BackDating { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Threads that make signatures of a whole zone.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
