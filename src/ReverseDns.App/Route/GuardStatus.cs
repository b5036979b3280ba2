using System.Text.Json.Serialization;

namespace ReverseDns.App.Route;

/// <summary>How the route stands, as the guard says in one line of JSON.</summary>
/// <param name="Cause">Of the state.</param>
/// <param name="Verified">The daemon's own table says the same; where there is none to ask, the kernel's addresses do.</param>
/// <param name="Seen">What was read back, for people.</param>
/// <param name="Trouble">What keeps the state from being the one that is wanted; null: nothing.</param>
/// <param name="HeldUntil">When it may be announced again after a fault.</param>
/// <param name="Changes">Since the guard has started.</param>
internal sealed record GuardStatus(
    int Process,
    string Version,
    RouteState State,
    DateTimeOffset Since,
    string Cause,
    bool Verified,
    string Seen,
    string? Trouble,
    DateTimeOffset? HeldUntil,
    long Changes,
    IReadOnlyList<string> Leases,
    IReadOnlyList<string> Addresses);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(LeaseMessage))]
[JsonSerializable(typeof(GuardStatus))]
internal sealed partial class LeaseJson : JsonSerializerContext;
