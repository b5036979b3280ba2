using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>How a <see cref="ZoneRefresher"/> reaches the zones that are served. From any thread.</summary>
public sealed class SecondaryDoor
{
    /// <summary>The RDATA of the SOA that is answered with; null when nothing of the zone is.</summary>
    public required Func<DomainName, byte[]?> ServedSoa { get; init; }

    /// <summary>
    /// Takes what came on the road on which every change goes live; false, with the reason, when it may not be served: then
    /// all stays as it was. What came is the caller's to dispose.
    /// </summary>
    public required Func<DomainName, IncomingZone, Task<PublishOutcome>> Publish { get; init; }

    /// <summary>Told when a primary begins to fail, or fails for another reason than before; the reason is in the status.</summary>
    public Action<DomainName, PrimaryStatus>? Failing { get; init; }

    /// <summary>From when on nothing that is answered can be validated any more; null for a zone that is not signed.</summary>
    public Func<DomainName, DateTimeOffset?>? SignaturesEnd { get; init; }

    /// <summary>Answers SERVFAIL for the zone from now on.</summary>
    public required Func<DomainName, Task> Expire { get; init; }
}
