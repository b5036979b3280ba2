using ReverseDns.App.Serving;

namespace ReverseDns.App.Control;

/// <summary>One zone, by what is answered from at this moment.</summary>
/// <param name="Reason">Why it is in this state, in words; null when it is good.</param>
/// <param name="UnsignedSerial">Of the zone as it came, where it is signed here.</param>
/// <param name="SignaturesEnd">When the first of its signatures ends; null: it has none, or they have not been looked at yet.</param>
/// <param name="Alarms">What is to be seen to about its keys and signatures.</param>
/// <param name="PublicationSeconds">For how long its version had been known of when it was first answered with; null: it was there at the start.</param>
/// <param name="JournalBytes">Of the journals of its changes.</param>
/// <param name="Secondary">Null for a zone that comes from a file.</param>
internal sealed record ZoneStatus(
    string Zone,
    ZoneState State,
    string? Reason,
    string File,
    bool IsServed,
    uint? Serial,
    int Records,
    long Bytes,
    uint? UnsignedSerial,
    DateTimeOffset? SignaturesEnd,
    IReadOnlyList<string> Alarms,
    DateTimeOffset LoadedAt,
    double? PublicationSeconds,
    long JournalBytes,
    IReadOnlyList<string> Diagnostics,
    SecondaryStatus? Secondary);

/// <summary>A zone that comes from primaries. All durations are whole seconds.</summary>
/// <param name="OfferedSerial">The newest that a primary has; null while none has said.</param>
/// <param name="LagSeconds">How long something newer than what is answered with has been known of; 0: nothing is.</param>
/// <param name="LastSuccess">When a primary last said that it has what is served, or gave it.</param>
/// <param name="Failures">Checks without success since then.</param>
/// <param name="Expires">When SERVFAIL will be answered if no primary is heard of; null: there is nothing to expire.</param>
/// <param name="LastTransfer">How the version came that was last served from a primary, since the start.</param>
internal sealed record SecondaryStatus(
    uint? OfferedSerial,
    DateTimeOffset? BehindSince,
    long? LagSeconds,
    DateTimeOffset? LastCheck,
    DateTimeOffset? LastSuccess,
    DateTimeOffset NextCheck,
    int Failures,
    DateTimeOffset? Expires,
    long? SecondsToExpiry,
    string? LastTransfer,
    IReadOnlyList<PrimaryReport> Primaries);

/// <param name="Transport">"tcp", after a question over UDP, or "tls" for all.</param>
/// <param name="Key">Of TSIG; null: none.</param>
/// <param name="Failures">Checks in a row that it has failed in.</param>
/// <param name="Fault">What kind of failure it is.</param>
/// <param name="ExtendedError">The code that the primary gave as its reason (RFC 8914).</param>
internal sealed record PrimaryReport(
    string Address,
    string Transport,
    string? Key,
    uint? OfferedSerial,
    DateTimeOffset? LastCheck,
    DateTimeOffset? LastSuccess,
    int Failures,
    DateTimeOffset? FailingSince,
    string? Fault,
    string? LastError,
    int? ExtendedError);
