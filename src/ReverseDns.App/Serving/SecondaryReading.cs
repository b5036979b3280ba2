using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Serving;

/// <summary>What is known of a secondary zone at one moment, held against what is answered from.</summary>
internal sealed class SecondaryReading
{
    private const int ExpiringPart = 4;

    /// <summary>Longer than any transfer may take.</summary>
    private static readonly TimeSpan StuckAfter = RefreshSettings.Default.Limits.MaxDuration;

    /// <summary>Zones with a long expiry have signatures that end sooner, and are fine with that.</summary>
    private static readonly TimeSpan ExpiringAtMost = TimeSpan.FromDays(2);

    private readonly SecondaryZone _zone;
    private readonly SecondaryTimers _timers;
    private readonly IReadOnlyList<PrimaryStatus> _primaries;
    private readonly Serial? _offered;
    private readonly Serial? _held;
    private readonly bool _isServed;
    private readonly DateTimeOffset? _behindSince;
    private readonly DateTimeOffset _now;

    /// <param name="held">The serial, as its primaries count, of what is answered with; null: nothing is, or it is not known.</param>
    /// <param name="loadedAt">When the zone came to be as it is now.</param>
    public SecondaryReading(SecondaryZone zone, bool isServed, Serial? held, DateTimeOffset loadedAt, DateTimeOffset now)
    {
        (_zone, _isServed, _held, _now) = (zone, isServed, held, now);
        (_timers, _primaries, _offered) = (zone.Timers, zone.Statuses, zone.Offered);
        IsBehind = _offered is Serial offered && (held is not Serial served || offered.IsNewerThan(served));
        _behindSince = IsBehind ? zone.BehindSince(held) ?? loadedAt : null;
    }

    public bool IsBehind { get; }

    private TimeSpan Lag => _behindSince is { } since && since < _now ? _now - since : TimeSpan.Zero;

    private DateTimeOffset? LastSuccess => _timers.Checked > DateTimeOffset.MinValue ? _timers.Checked : null;

    /// <summary>Null while there is nothing to expire.</summary>
    private DateTimeOffset? Expires => _isServed && _timers.Expires < DateTimeOffset.MaxValue ? _timers.Expires : null;

    private TimeSpan Left => Expires is { } end && end > _now ? end - _now : TimeSpan.Zero;

    /// <summary>The worst that is true, and why.</summary>
    /// <param name="whyNot">What an answer says while there is no version.</param>
    /// <param name="refused">Why the version that is offered is kept out; null: it is not.</param>
    public (ZoneState State, string? Reason) Judge(ExtendedError? whyNot, string? refused)
    {
        string errors = string.Join("; ", _primaries.Where(primary => primary.Problem is not null).Select(Describe));
        string because = errors.Length > 0 ? $": {errors}" : "";
        string offer = string.Create(
            CultureInfo.InvariantCulture,
            $"serial {_offered} has been on offer since {_behindSince:u}, {(_held is Serial held ? $"{held}" : "nothing")} is served");
        TimeSpan expiring = _zone.ExpireOfSoa / ExpiringPart < ExpiringAtMost ? _zone.ExpireOfSoa / ExpiringPart : ExpiringAtMost;
        return this switch
        {
            { _isServed: false } when whyNot == ExtendedError.InvalidData =>
                (ZoneState.Expired, $"it has expired{(LastSuccess is { } last ? $", last confirmed {last:u}" : "")}{because}"),
            { _isServed: false } => (ZoneState.Missing, $"it has never come{because}"),
            { Expires: { } end } when Left < expiring =>
                (ZoneState.Expiring, $"it expires at {end:u} unless a primary confirms it for longer{because}"),
            { IsBehind: true } when Lag > StuckAfter => (ZoneState.Stuck, refused is null ? offer + because : $"{offer}: {refused}"),
            { IsBehind: true } when refused is not null => (ZoneState.Refused, refused),
            { _zone.Fault: { } fault } => (ZoneState.Alarm, $"the last check failed on our side: {fault}"),
            { _timers.Failures: > 0 } => (ZoneState.Failing, DescribeFailure(offer, because)),
            { IsBehind: true } => (ZoneState.Behind, offer + because),
            { _primaries.Count: 0 } => (ZoneState.Unchecked, "no primary has been asked since the start"),
            _ => (ZoneState.Good, null),
        };
    }

    public SecondaryStatus ToStatus() => new(
        _offered?.Value,
        _behindSince,
        _offered is null ? null : (long)Lag.TotalSeconds,
        _primaries.Count == 0 ? null : _primaries.Max(primary => primary.LastAsked),
        LastSuccess,
        _timers.NextCheck,
        _timers.Failures,
        Expires,
        Expires is null ? null : (long)Left.TotalSeconds,
        _zone.LastTransfer,
        [.. _zone.Primaries.Select(primary => Report(
            primary, _primaries.FirstOrDefault(status => ReferenceEquals(status.Primary, primary))))]);

    private string DescribeFailure(string offer, string because)
    {
        string checks = _timers.Failures == 1 ? "one check" : string.Create(CultureInfo.InvariantCulture, $"{_timers.Failures} checks");
        string since = LastSuccess is { } last ? $" since {last:u}" : "";
        string what = IsBehind ? $"; {offer}"
            : _offered is Serial offered && _held is Serial held && held.IsNewerThan(offered) ? $"; serial {offered} is on offer, older than {held} that is served"
            : "";
        return $"{checks}{since} without success{what}{because}";
    }

    private static string Describe(PrimaryStatus primary) => $"{primary.Primary}: {primary.LastError}";

    /// <param name="known">Null: it has not been asked yet.</param>
    private static PrimaryReport Report(Primary primary, PrimaryStatus? known) => new(
        primary.Address.ToString(),
        primary.Tls is null ? "tcp" : "tls",
        primary.Key?.Name.ToString(),
        known?.Offered?.Value,
        known?.LastAsked,
        known?.LastSuccess,
        known?.Failures ?? 0,
        known?.FailingSince,
        known?.Problem?.Fault.ToString(),
        known?.LastError,
        known?.Problem?.ExtendedError);
}
