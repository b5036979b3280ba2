using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Serving;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Health;

/// <summary>
/// Computes the verdict of an instance each second, on a thread of its own that waits for nobody: answers to our own questions and
/// the progress of those who answer are looked at there, zones and machine by another thread that gives way.
/// </summary>
internal sealed partial class InstanceVerdict : IAsyncDisposable
{
    private static readonly TimeSpan LongestUnlooked = TimeSpan.FromSeconds(30);

    private readonly HealthOptions _options;
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ZoneWatch _zones;
    private readonly MachineWatch _machine;
    private readonly WorkerWatch _workers;
    private readonly ProbeJudge _judge;
    private readonly VerdictRule _rule;
    private readonly Prober? _prober;
    private readonly Func<bool> _othersAreWell;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _begun;
    private readonly long[] _changes = new long[Enum.GetValues<Verdict>().Length];
    private IReadOnlyList<Reason> _reasons = [new Reason(ReasonKind.Starting, "nothing has been looked at yet")];
    private Task _running = Task.CompletedTask;
    private long _lookedAt;
    private volatile bool _isDraining;

    /// <param name="othersAreWell">Another instance of the fleet is seen to be well; asked each second, and must not wait.</param>
    public InstanceVerdict(
        InstanceSetup setup,
        DnsServer server,
        ZoneStore store,
        ZoneStates states,
        ZoneCatalogue catalogue,
        InstanceTransfers transfers,
        Func<bool> othersAreWell,
        TimeProvider clock,
        ILogger logger)
    {
        _options = setup.Configuration.Health;
        _name = setup.Configuration.Server.Identity is var identity && (identity.IdServer ?? identity.HostnameBind) is { } name ? name : Environment.MachineName;
        (_clock, _logger, _othersAreWell) = (clock, logger, othersAreWell);
        Present = new PresentVerdict(clock);
        _zones = new ZoneWatch(states, catalogue, _options, clock);
        _machine = new MachineWatch(setup.Configuration.StateFolder, () => transfers.TimerError, _options);
        _workers = new WorkerWatch(() => server.Progress, _options.StuckAfter);
        _judge = new ProbeJudge(_options, () => server.Counters);
        _rule = new VerdictRule(_options);
        _prober = _options.Probes ? new Prober(store, setup.Configuration.Server, server.Addresses, _options, clock) : null;
        _begun = _lookedAt = clock.GetTimestamp();
    }

    /// <summary>By which this process can be told from all others.</summary>
    public static string Run { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>To be acted on.</summary>
    public PresentVerdict Present { get; }

    /// <summary>Nothing is stuck: neither who answers nor who looks. A process in which that stays so is better ended.</summary>
    public bool MakesProgress => !Present.IsStale && !Present.Last.Reasons.Contains(ReasonKind.WorkerStuck.Name, StringComparer.Ordinal);

    /// <summary>All that is wrong at this moment, whatever the verdict makes of it.</summary>
    public IReadOnlyList<Reason> Reasons => _isDraining ? [] : Volatile.Read(ref _reasons);

    public ProbeTally Probes => _judge.Tally;

    /// <summary>For how long all must be right before the verdict becomes better.</summary>
    public TimeSpan Hold => _rule.Hold;

    /// <summary>How often it has become this since the start.</summary>
    public long Changes(Verdict verdict) => Volatile.Read(ref _changes[(int)verdict]);

    public VerdictReport Report()
    {
        VerdictReading last = Present.Last;
        return new VerdictReport(
            _name,
            Run,
            Instance.Version,
            Word(Present.Verdict),
            last.Since,
            Math.Round(Present.Age.TotalSeconds, 3),
            Hold.TotalSeconds,
            last.IsFloorHeld,
            Word(_options.KeepLast),
            [.. Reasons.Select(reason => new ReasonReport(reason.Kind.Name, Word(reason.Kind.Class), reason.Kind.IsOfData, reason.Cause))]);
    }

    /// <summary>Once the sockets answer.</summary>
    public void Start()
    {
        Task looking = LookAsync();
        Task judging = Task.Factory.StartNew(JudgeAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _running = Task.WhenAll(looking, judging);
    }

    /// <summary>From now on nobody is to be sent here, whatever else is so.</summary>
    public void Drain()
    {
        _isDraining = true;
        Publish(Verdict.Draining, []);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _prober?.Dispose();
        _stop.Dispose();
    }

    private void JudgeAll()
    {
        while (!_stop.IsCancellationRequested && !_isDraining)
        {
            long begun = _clock.GetTimestamp();
            Judge();
            TimeSpan left = HealthOptions.Step - _clock.GetElapsedTime(begun);
            _stop.Token.WaitHandle.WaitOne(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private void Judge()
    {
        TimeSpan now = _clock.GetElapsedTime(_begun);
        IReadOnlyList<ProbeResult> round = _prober?.Run() ?? [];
        Reason[] reasons =
        [
            .. _zones.IsComplete ? [] : (Reason[])[new Reason(ReasonKind.Starting, "the zones have not all been looked at")],
            .. _workers.Look(now), .. _judge.Judge(round), .. _zones.Reasons, .. _machine.Reasons, .. Unlooked(),
        ];
        Verdict verdict = _rule.Judge(reasons, _othersAreWell(), now);
        Volatile.Write(ref _reasons, reasons);
        if (!_isDraining)
        {
            Publish(verdict, reasons);
        }
    }

    private IEnumerable<Reason> Unlooked() => _clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) is var age && age > LongestUnlooked
        ? [new Reason(ReasonKind.NotLooked, $"zones and machine were last looked at {(long)age.TotalSeconds} s ago")]
        : [];

    private void Publish(Verdict verdict, Reason[] reasons)
    {
        Verdict before = Present.Last.Verdict;
        Present.Set(verdict, [.. reasons.Select(reason => reason.Kind.Name).Distinct(StringComparer.Ordinal)], _rule.IsFloorHeld);
        if (before != verdict)
        {
            Interlocked.Increment(ref _changes[(int)verdict]);
            LogVerdict(
                verdict == Verdict.Healthy ? LogLevel.Information : LogLevel.Warning,
                verdict,
                before,
                verdict == Verdict.Draining ? "the instance is to stop" : reasons.Length == 0 ? "nothing has been wrong for long enough" : string.Join("; ", reasons));
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                await BackgroundThread.RunPromptly(() =>
                {
                    _zones.Look();
                    _machine.Look();
                    Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
                });
                await Task.Delay(HealthOptions.Step, _clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    [LoggerMessage(EventName = "verdict", Message = "Verdict {Verdict}, before {Before}: {Cause}")]
    private partial void LogVerdict(LogLevel level, Verdict verdict, Verdict before, string cause);
}
