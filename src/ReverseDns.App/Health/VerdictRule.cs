namespace ReverseDns.App.Health;

/// <summary>
/// Makes the verdict of the reasons of each second: late to believe a fault, later to believe that it is over. What it says follows
/// from what it was told and when.
/// </summary>
internal sealed class VerdictRule(HealthOptions options)
{
    /// <summary>
    /// What is known of others is some seconds old: a fault that all have at the same time is known of all before anybody leaves.
    /// </summary>
    private static readonly TimeSpan OthersAsked = TimeSpan.FromSeconds(15);

    private readonly HeldState _service = HeldState.Starting(options.StartHold, After(options), options.WellAfter, options.LongestHold);
    private readonly HeldState _data = new(After(options), options.WellAfter, options.LongestHold);
    private readonly HeldState _degraded = new(After(options), options.WellAfter, options.LongestHold);
    private Verdict _last = Verdict.Bad;
    private TimeSpan? _bettered;
    private TimeSpan? _dataSince;
    private TimeSpan? _othersSince;
    private bool _isFirst = true;
    private bool _hasBeenWell;

    /// <summary>Bad, were it not for the floor.</summary>
    public bool IsFloorHeld { get; private set; }

    /// <summary>For how long all must be right before the verdict becomes better, as things stand.</summary>
    public TimeSpan Hold => new[] { _service, _data, _degraded }.Where(state => state.IsHeld).Select(state => state.Hold).DefaultIfEmpty().Max();

    /// <param name="othersAreWell">Another instance of the fleet is seen to be announced and to have no reason of data.</param>
    /// <param name="now">Of a clock that only goes on.</param>
    public Verdict Judge(IReadOnlyCollection<Reason> reasons, bool othersAreWell, TimeSpan now)
    {
        bool Has(ReasonClass severity, bool? isOfData = null) =>
            reasons.Any(reason => reason.Kind.Class == severity && (isOfData ?? reason.Kind.IsOfData) == reason.Kind.IsOfData);
        bool isStarting = reasons.Any(reason => reason.Kind == ReasonKind.Starting);
        _service.Update(Has(ReasonClass.Bad, isOfData: false), reasons.Any(reason => reason.Kind.IsImmediate), now);
        _data.Update(Has(ReasonClass.Bad, isOfData: true), _isFirst && !isStarting, now);
        _degraded.Update(Has(ReasonClass.Degraded), _isFirst && !isStarting, now);
        _isFirst &= isStarting;
        _hasBeenWell |= !_service.IsHeld;
        _dataSince = _data.IsHeld ? _dataSince ?? now : null;
        _othersSince = othersAreWell ? _othersSince ?? now : null;
        bool isBad = (_service.IsHeld && !(options.KeepLast == KeepLast.Always && _hasBeenWell)) || (_data.IsHeld && LeavesForData(now));
        IsFloorHeld = !isBad && (_service.IsHeld || _data.IsHeld);
        return Settle(isBad ? Verdict.Bad : IsFloorHeld || _degraded.IsHeld ? Verdict.Degraded : Verdict.Healthy, now);
    }

    private bool LeavesForData(TimeSpan now) => options.KeepLast switch
    {
        KeepLast.Never => true,
        KeepLast.Fleet => _othersSince is { } since && now - since >= options.WellAfter && now - _dataSince >= OthersAsked,
        _ => false,
    };

    /// <summary>Worse at once; better once in the time that it takes to be well again, but for the floor, without which nothing is left.</summary>
    private Verdict Settle(Verdict next, TimeSpan now)
    {
        bool isBetter = next < _last;
        if (isBetter && !IsFloorHeld && _bettered is { } before && now - before < options.WellAfter)
        {
            return _last;
        }

        _bettered = isBetter ? now : _bettered;
        _last = next;
        return next;
    }

    /// <summary>The third of three bad seconds is two seconds after the first.</summary>
    private static TimeSpan After(HealthOptions options) => options.BadAfter - HealthOptions.Step;
}
