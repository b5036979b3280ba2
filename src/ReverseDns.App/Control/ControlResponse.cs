using ReverseDns.App.Serving;

namespace ReverseDns.App.Control;

/// <summary>One line of JSON back. Error says why there is nothing else.</summary>
internal sealed record ControlResponse(
    string? Error = null,
    InstanceStatus? Status = null,
    ReloadReport? Reload = null,
    ZoneStatus? Zone = null,
    string? Drain = null);

internal sealed record InstanceStatus(
    string Version,
    int ProcessId,
    DateTimeOffset Started,
    IReadOnlyList<string> Addresses,
    int Zones,
    IReadOnlyList<string> BrokenZones,
    long Records,
    long ZoneBytes,
    long ManagedHeapBytes,
    RequestCounts Requests,
    string? LastFault);

/// <param name="Silent">Messages that get no answer: no DNS header, or responses themselves.</param>
/// <param name="Responses">By RCODE.</param>
internal sealed record RequestCounts(
    long Udp, long Tcp, long Silent, long Truncated, long ConnectionsOpen, long ConnectionsAccepted, IReadOnlyDictionary<string, long> Responses);

internal sealed record ZoneStatus(
    string Zone,
    string File,
    bool IsServed,
    uint? Serial,
    int Records,
    long Bytes,
    uint? UnsignedSerial,
    DateTimeOffset? SignaturesEnd,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> Diagnostics);
