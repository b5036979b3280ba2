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

    private readonly ParentWatch _parent = new(zone, clock);
    private ParentKeys? _parentKeys;
    private long? _lastTurn;
    private long? _lastVerified;
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
            return since >= _wait || (!_hasFailed && since >= ShortestWait && (zone.IsBehind || zone.IsDue(clock.GetUtcNow())));
        }
    }

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
        catch (Exception e) when (SigningTurn.IsExpected(e))
        {
            zone.Log.Report([NotSigned(e)]);
        }
    }

    /// <summary>Outside of turns, as it may take long.</summary>
    /// <param name="isUrgent">What was said some hours ago does not do.</param>
    public async ValueTask AskParentAsync(bool isUrgent, CancellationToken cancellation)
    {
        try
        {
            _parentKeys = await _parent.AskAsync(isUrgent, cancellation);
        }
        catch (Exception e) when (SigningTurn.IsExpected(e))
        {
            zone.Log.Report([NotSigned(e)]);
        }
    }

    public async ValueTask TellParentAsync(CancellationToken cancellation) => await _parent.TellAsync(cancellation);

    public async Task RunTurnAsync(ZoneCatalogue catalogue, CancellationToken cancellation)
    {
        _lastTurn = clock.GetTimestamp();
        (_hasFailed, _wait) = (true, Retry);
        var turn = new SigningTurn(zone, catalogue, clock);
        try
        {
            TimeSpan? wait = await turn.RunAsync(_parentKeys, cancellation);
            if (_lastVerified is not { } verified || clock.GetElapsedTime(verified) >= VerifyEvery)
            {
                _lastVerified = _lastTurn;
                await turn.VerifyAsync(cancellation);
            }

            await turn.MergeAsync(cancellation);
            if (wait is { } next)
            {
                (_hasFailed, _wait) = (false, TimeSpan.FromTicks(Math.Clamp(next.Ticks, ShortestWait.Ticks, LongestWait.Ticks)));
            }
        }
        catch (Exception e) when (SigningTurn.IsExpected(e))
        {
            zone.Log.Report([NotSigned(e), .. zone.Keys?.Alarms ?? [], .. zone.Alarms(clock)]);
        }
    }

    private static string NotSigned(Exception e) => $"it was not signed, and is tried again: {e.Message}";
}
