using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>A zone that we are a secondary of, and what is known of its primaries.</summary>
/// <param name="primaries">The one with the highest serial is taken; of several with the same, the first.</param>
public sealed class SecondaryZone(DomainName origin, IReadOnlyList<Primary> primaries)
{
    /// <summary>By primary. There are very many zones: nothing larger for each.</summary>
    private readonly PrimaryStatus?[] _statuses = new PrimaryStatus?[primaries.Count];

    public DomainName Origin { get; } = origin;

    public IReadOnlyList<Primary> Primaries { get; } = primaries;

    /// <summary>In the order of the primaries; those that have not been asked are missing.</summary>
    public IReadOnlyList<PrimaryStatus> Statuses =>
        [.. _statuses.OfType<PrimaryStatus>()];

    /// <summary>How the version that is served came.</summary>
    public string? LastTransfer { get; internal set; }

    public SecondaryTimers Timers { get; internal set; } = SecondaryTimers.New(DateTimeOffset.MinValue);

    internal bool IsRunning { get; set; }

    /// <summary>A NOTIFY has come that the check that runs, or the next one, answers.</summary>
    internal bool IsNotified { get; set; }

    internal bool IsExpired { get; set; }

    /// <summary>Its time has come, and it waits for a place.</summary>
    internal bool IsReady { get; set; }

    /// <summary>When it is looked at next.</summary>
    internal DateTimeOffset Scheduled { get; set; }

    /// <summary>From 0 to 1, always the same for a zone on this instance.</summary>
    internal double Part { get; set; }

    /// <summary>The status when it is of a new failure, else null.</summary>
    internal PrimaryStatus? Heard(Primary primary, DateTimeOffset now, Serial? offered, string? error)
    {
        int place = 0;
        while (Primaries[place] != primary)
        {
            place++;
        }

        PrimaryStatus? before = Volatile.Read(ref _statuses[place]);
        DateTimeOffset? since = error is null ? null : before?.FailingSince ?? now;
        var status = new PrimaryStatus(primary.ToString(), offered ?? before?.Offered, now, since, error);
        Volatile.Write(ref _statuses[place], status);
        return error is not null && !string.Equals(before?.LastError, error, StringComparison.Ordinal) ? status : null;
    }
}
