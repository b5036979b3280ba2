using ReverseDns.App.Health;
using ReverseDns.App.Route;
using ReverseDns.App.Serving;
using ReverseDns.App.Top;

namespace ReverseDns.App.Control;

/// <summary>One line of JSON back, many to one who watches. Error says why there is nothing else.</summary>
/// <param name="Zones">Some of all, in order; none behind the last.</param>
internal sealed record ControlResponse(
    string? Error = null,
    InstanceStatus? Status = null,
    ReloadReport? Reload = null,
    ZoneStatus? Zone = null,
    IReadOnlyList<ZoneStatus>? Zones = null,
    string? Drain = null,
    string? Metrics = null,
    TopReport? Top = null,
    WatchedExchange? Watched = null,
    WatchEnd? WatchEnd = null);

/// <param name="SignaturesEnd">When the first of all signatures made here ends; null: there are none.</param>
/// <param name="Route">Null: none is announced from here.</param>
/// <param name="Reasons">Why the instance is not healthy, as far as that is worth a list; none when it is.</param>
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
    VerdictReport Verdict,
    IReadOnlyList<string> Reasons,
    RequestCounts Requests,
    string? LastFault,
    RouteReport? Route = null);

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
