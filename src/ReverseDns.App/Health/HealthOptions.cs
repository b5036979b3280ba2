using System.Net;
using ReverseDns.App.Fleet;
using ReverseDns.Protocol;

namespace ReverseDns.App.Health;

/// <summary>What an instance is held against before clients are sent to it.</summary>
internal sealed record HealthOptions
{
    /// <summary>How often the verdict is computed.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>The instance asks itself.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>Asked, with their ports; empty: those that are listened on.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; init; } = [];

    /// <summary>A question without an answer for so long is lost.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Percent of the questions of a minute.</summary>
    public int ProbeLoss { get; init; } = 5;

    /// <summary>Half of the answers of a minute must come sooner.</summary>
    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A thread that is at one batch for longer is stuck.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Zones with these names, or below them, count.</summary>
    public IReadOnlyList<DomainName> Mandatory { get; init; } = [DomainName.Root];

    /// <summary>Of those, zones with these names, or below them, do not.</summary>
    public IReadOnlyList<DomainName> Optional { get; init; } = [];

    /// <summary>Zones that catalogs list count like others.</summary>
    public bool CatalogMembers { get; init; } = true;

    /// <summary>Signatures that end sooner are a reason to be degraded.</summary>
    public TimeSpan SignatureMargin { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Signatures that end sooner are as good as ended.</summary>
    public TimeSpan SignatureLeast { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Something newer may have been known of for so long.</summary>
    public TimeSpan LagLimit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Percent.</summary>
    public int MemoryFree { get; init; } = 5;

    /// <summary>Percent.</summary>
    public int DiskFree { get; init; } = 5;

    /// <summary>Seconds in a row, the last of which changes the verdict.</summary>
    public TimeSpan BadAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Without a break, before the verdict becomes better.</summary>
    public TimeSpan WellAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>To which that time grows while a fault comes and goes.</summary>
    public TimeSpan LongestHold { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same after a start, before clients are sent here for the first time.</summary>
    public TimeSpan StartHold { get; init; } = TimeSpan.FromSeconds(10);

    public KeepLast KeepLast { get; init; } = KeepLast.Fleet;

    /// <summary>Where this instance and others show themselves, as far as they are listed.</summary>
    public IReadOnlyList<FleetInstance> Fleet { get; init; } = [];

    public bool IsMandatory(DomainName zone, bool isMember) =>
        (CatalogMembers || !isMember) && Mandatory.Any(zone.IsAtOrBelow) && !Optional.Any(zone.IsAtOrBelow);
}
