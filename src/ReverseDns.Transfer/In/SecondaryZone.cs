using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// A zone that we are a secondary of, and what is known of its primaries. Its state may be read from any thread; what is read
/// one after the other need not be of one moment.
/// </summary>
/// <param name="primaries">The one with the highest serial is taken; of several with the same, the first.</param>
public sealed class SecondaryZone(DomainName origin, IReadOnlyList<Primary> primaries)
{
    /// <summary>By primary. There are very many zones: nothing larger for each.</summary>
    private readonly PrimaryStatus?[] _statuses = new PrimaryStatus?[primaries.Count];

    private Lateness? _lateness;

    public DomainName Origin { get; } = origin;

    public IReadOnlyList<Primary> Primaries { get; } = primaries;

    /// <summary>In the order of the primaries; those that have not been asked are missing.</summary>
    public IReadOnlyList<PrimaryStatus> Statuses =>
        [.. _statuses.OfType<PrimaryStatus>()];

    /// <summary>
    /// The newest serial that a primary offers: one that answers, or, where none does, the last that was heard. Null: none has
    /// ever said.
    /// </summary>
    public Serial? Offered => Newest(status => status.Answers) ?? Newest(_ => true);

    /// <summary>How the version that is served came.</summary>
    public string? LastTransfer { get; internal set; }

    public SecondaryTimers Timers { get; internal set; } = SecondaryTimers.New(DateTimeOffset.MinValue);

    /// <summary>Nothing is answered from it until a primary has it again.</summary>
    public bool IsExpired { get; internal set; }

    /// <summary>How long the SOA of the version that is served lets it be served without a primary; zero where there is none.</summary>
    public TimeSpan ExpireOfSoa { get; internal set; }

    /// <summary>What went wrong on our side in the last check; null when nothing did.</summary>
    public string? Fault { get; internal set; }

    internal bool IsRunning { get; set; }

    /// <summary>When the first NOTIFY has come that the check that runs, or the next one, answers; null: none has.</summary>
    internal DateTimeOffset? NotifiedAt { get; set; }

    internal bool IsNotified => NotifiedAt is not null;

    /// <summary>The same of the check that runs, or was last.</summary>
    internal DateTimeOffset? CheckNotifiedAt { get; set; }

    /// <summary>Its time has come, and it waits for a place.</summary>
    internal bool IsReady { get; set; }

    /// <summary>When it is looked at next.</summary>
    internal DateTimeOffset Scheduled { get; set; }

    /// <summary>From 0 to 1, always the same for a zone on this instance.</summary>
    internal double Part { get; set; }

    /// <summary>
    /// Since when a newer version than this one has been known of, whatever versions there were since; null when it is the newest.
    /// </summary>
    /// <param name="served">The serial, as the primaries count, of what is answered with; null when nothing is.</param>
    public DateTimeOffset? BehindSince(Serial? served) =>
        Offered is not Serial offered || (served is Serial held && !offered.IsNewerThan(held)) ? null : Volatile.Read(ref _lateness)?.Since;

    /// <summary>
    /// Since when it has been known that there is something newer than a version, though that may be answered by now; null: it is
    /// not known of this version.
    /// </summary>
    /// <param name="held">The serial, as the primaries count; null: nothing.</param>
    public DateTimeOffset? NewerSince(Serial? held) => Volatile.Read(ref _lateness) is { } known && known.Held == held ? known.Since : null;

    /// <summary>Takes over what is known from the zone as it was configured before, of primaries that it still has.</summary>
    internal void Inherit(SecondaryZone before)
    {
        (LastTransfer, Fault, _lateness) = (before.LastTransfer, before.Fault, Volatile.Read(ref before._lateness));
        for (int place = 0; place < Primaries.Count; place++)
        {
            string name = Primaries[place].ToString();
            PrimaryStatus? known = before.Statuses.FirstOrDefault(status => string.Equals(status.Primary.ToString(), name, StringComparison.Ordinal));
            _statuses[place] = known is null ? null : known with { Primary = Primaries[place] };
        }
    }

    /// <summary>A primary has been asked what it has.</summary>
    /// <param name="serial">Null: it has not said.</param>
    internal void Offer(int primary, Serial? serial, DateTimeOffset now)
    {
        PrimaryStatus before = StatusOf(primary, now);
        Volatile.Write(
            ref _statuses[primary], before with { Offered = serial ?? before.Offered, Answers = serial is not null, LastAsked = now });
    }

    /// <summary>The primaries have been asked: takes the time when they are ahead for the first time.</summary>
    /// <param name="held">What we have; null: nothing.</param>
    internal void Compare(Serial? held, DateTimeOffset now)
    {
        bool isBehind = Offered is Serial offered && (held is not Serial served || offered.IsNewerThan(served));
        if (isBehind && (_lateness is not { } known || known.Held != held))
        {
            Volatile.Write(ref _lateness, new Lateness(held, CheckNotifiedAt ?? now));
        }
    }

    /// <summary>What a check has come to with a primary. Returns the status when it is of a new problem, else null.</summary>
    internal PrimaryStatus? Conclude(int primary, TransferProblem? problem, DateTimeOffset now)
    {
        PrimaryStatus before = StatusOf(primary, now);
        PrimaryStatus after = problem is null
            ? before with { LastAsked = now, LastSuccess = now, FailingSince = null, Failures = 0, Problem = null }
            : before with { LastAsked = now, FailingSince = before.FailingSince ?? now, Failures = before.Failures + 1, Problem = problem };
        Volatile.Write(ref _statuses[primary], after);
        return problem is not null && problem != before.Problem ? after : null;
    }

    private PrimaryStatus StatusOf(int primary, DateTimeOffset now) =>
        Volatile.Read(ref _statuses[primary])
            ?? new PrimaryStatus(Primaries[primary], Offered: null, Answers: false, now, LastSuccess: null, FailingSince: null, 0, Problem: null);

    private Serial? Newest(Func<PrimaryStatus, bool> counts)
    {
        Serial? newest = null;
        foreach (PrimaryStatus? status in _statuses)
        {
            if (status is { Offered: { } offered } && counts(status) && (newest is not Serial other || offered.IsNewerThan(other)))
            {
                newest = offered;
            }
        }

        return newest;
    }

    /// <param name="Held">The serial that something newer is known of than.</param>
    private sealed record Lateness(Serial? Held, DateTimeOffset Since);
}
