namespace ReverseDns.Registry;

/// <summary>Times to live in seconds, by what the records are for.</summary>
public sealed record TtlSettings
{
    public uint Soa { get; init; } = 3_600;

    /// <summary>NS of the apex, and addresses of its hosts.</summary>
    public uint Apex { get; init; } = 86_400;

    /// <summary>NS of delegations, and their glue.</summary>
    public uint Delegation { get; init; } = 86_400;

    public uint Ds { get; init; } = 3_600;

    public uint Cname { get; init; } = 86_400;
}
