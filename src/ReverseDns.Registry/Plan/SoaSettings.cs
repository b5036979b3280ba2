namespace ReverseDns.Registry;

/// <summary>The SOA record but for its serial; times in seconds.</summary>
public sealed record SoaSettings
{
    public DomainName? Primary { get; init; }

    /// <summary>The mailbox as a domain name, hostmaster.example.net.</summary>
    public DomainName? Mailbox { get; init; }

    public uint Refresh { get; init; } = 3_600;

    public uint Retry { get; init; } = 900;

    public uint Expire { get; init; } = 1_209_600;

    /// <summary>How long a denial is cached (RFC 2308).</summary>
    public uint Minimum { get; init; } = 3_600;
}
