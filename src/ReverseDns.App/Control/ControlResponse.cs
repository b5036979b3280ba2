using ReverseDns.App.Serving;

namespace ReverseDns.App.Control;

/// <summary>One line of JSON back. Error says why there is nothing else.</summary>
internal sealed record ControlResponse(
    string? Error = null,
    InstanceStatus? Status = null,
    ReloadReport? Reload = null,
    ZoneStatus? Zone = null,
    string? Drain = null,
    string? Metrics = null);

/// <param name="SignaturesEnd">When the first of all signatures made here ends; null: there are none.</param>
/// <param name="Ills">Why the instance is not healthy; none when it is.</param>
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
    DateTimeOffset? SignaturesEnd,
    IReadOnlyList<string> Ills,
    RequestCounts Requests,
    string? LastFault);

/// <param name="Silent">Messages that get no answer: no DNS header, or responses themselves.</param>
/// <param name="Responses">By RCODE.</param>
internal sealed record RequestCounts(
    long Udp,
    long Tcp,
    long Tls,
    long Silent,
    long Truncated,
    long ConnectionsOpen,
    long ConnectionsAccepted,
    IReadOnlyDictionary<string, long> Responses);

/// <param name="UnsignedSerial">Of the zone as it came, where it is signed here.</param>
/// <param name="SignaturesEnd">When the first of its signatures ends that were made here.</param>
/// <param name="Alarms">What is to be seen to about its keys and signatures.</param>
internal sealed record ZoneStatus(
    string Zone,
    string File,
    bool IsServed,
    uint? Serial,
    int Records,
    long Bytes,
    uint? UnsignedSerial,
    DateTimeOffset? SignaturesEnd,
    IReadOnlyList<string> Alarms,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> Diagnostics);
