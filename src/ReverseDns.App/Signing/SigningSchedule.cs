using ReverseDns.App.Serving;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Signing;

/// <summary>When a signed zone has its turns. Waiting goes by the clock that cannot jump.</summary>
internal sealed class SigningSchedule(SignedZone zone, SteadyClock clock)
{
    /// <summary>The longest that a turn which is due may have to wait.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan VerifyBrokenEvery = TimeSpan.FromHours(1);

    private readonly ParentWatch _parent = new(zone, clock);
    private ParentKeys? _parentKeys;
    private volatile bool _hasNews;
    private long? _lastTurn;
    private long? _lastVerified;
    private string? _broken;
    private bool _hasFailed;
    private TimeSpan _wait;

    public SignedZone Zone => zone;

    public bool WantsTurn
    {
        get
        {
            if (_lastTurn is not { } last)
            {
                return true;
            }

            TimeSpan since = clock.GetElapsedTime(last);
            return since >= _wait || (!_hasFailed && since >= ShortestWait && (_hasNews || zone.IsBehind || zone.IsDue(clock.GetUtcNow())));
        }
    }

    /// <summary>The parent is to be asked, or told.</summary>
    public bool WantsParent => _parent.IsDue || zone.HasNewCds;

    /// <summary>A zone that has never been signed is, before it is answered from: by whoever has the catalogue.</summary>
    public void SignFirst(LoadedZone unsigned)
    {
        try
        {
            DateTimeOffset now = clock.GetUtcNow();
            KeeperRun run = zone.Keeper.Run(zone.Policy.Keys, SignatureSurvey.Of(unsigned.Zone!, now).Keys, parent: null);
            zone.TakeKeys(run);
            zone.Log.Report(run.Alarms);
            if (run.CanSign && WholeVersion.Make(zone, unsigned, before: null, keepSignatures: true, now) is { } version)
            {
                zone.Take(version);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            zone.Log.Fault(e);
            zone.Log.Report([NotSigned(e)]);
        }
    }

    /// <summary>Beside the turns, as it may take long; what the parent says is for a turn that comes.</summary>
    public async ValueTask SeeParentAsync(CancellationToken cancellation)
    {
        try
        {
            if (zone.HasNewCds)
            {
                await _parent.TellAsync(cancellation);
            }

            if (_parent.IsDue)
            {
                await AskParentAsync(cancellation);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            zone.Log.Fault(e);
        }
    }

    public async Task AskParentAsync(CancellationToken cancellation)
    {
        if (zone.Policy.AsksParent)
        {
            Volatile.Write(ref _parentKeys, await _parent.AskAsync(cancellation));
            _hasNews = true;
        }
    }

    public async Task RunTurnAsync(ZoneCatalogue catalogue, CancellationToken cancellation)
    {
        _lastTurn = clock.GetTimestamp();
        _hasNews = false;
        (_hasFailed, _wait) = (true, Retry);
        var turn = new SigningTurn(zone, catalogue, clock);
        try
        {
            ParentKeys? parent = zone.Policy.AsksParent ? Volatile.Read(ref _parentKeys) : _parent.Believe();
            TurnOutcome outcome = await turn.RunAsync(parent, cancellation);
            zone.Log.Report(Alarms(outcome));
            if (IsVerificationDue)
            {
                _broken = await turn.VerifyAsync(cancellation);
                _lastVerified = clock.GetTimestamp();
                zone.Log.Report(Alarms(outcome));
            }

            await turn.MergeAsync(cancellation);
            if (outcome.Wait is { } next)
            {
                (_hasFailed, _wait) = (false, TimeSpan.FromTicks(Math.Clamp(next.Ticks, ShortestWait.Ticks, LongestWait.Ticks)));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            zone.Log.Fault(e);
            zone.Log.Report([NotSigned(e), .. zone.Keys?.Alarms ?? [], .. zone.Alarms(clock)]);
        }
    }

    private bool IsVerificationDue =>
        _lastVerified is not { } last || clock.GetElapsedTime(last) >= (_broken is null ? VerifyEvery : VerifyBrokenEvery);

    private static string NotSigned(Exception e) => $"it was not signed, and is tried again: {e.Message}";

    private IEnumerable<string> Alarms(TurnOutcome outcome) =>
        _broken is null ? outcome.Alarms : [$"the version that is served does not verify: {_broken}", .. outcome.Alarms];
}
