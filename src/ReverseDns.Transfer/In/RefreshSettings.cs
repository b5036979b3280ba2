namespace ReverseDns.Transfer;

/// <summary>Bounds for the timers that SOA records give, and how many zones are looked after at once.</summary>
public sealed class RefreshSettings
{
    public static RefreshSettings Default { get; } = new();

    public TimeSpan MinRefresh { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan MaxRefresh { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan MinRetry { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan MaxRetry { get; init; } = TimeSpan.FromHours(2);

    public TimeSpan MinExpire { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan MaxExpire { get; init; } = TimeSpan.FromDays(180);

    /// <summary>Until a zone that we have nothing of has been got: the first wait after a failure; each one more doubles it.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Zones that are asked for at once; a NOTIFY has as many places again for itself.</summary>
    public int MaxRunning { get; init; } = 16;

    /// <summary>
    /// Checks that begin in a second, those for a NOTIFY not counted: a start after a long time, when all zones are due, is no
    /// storm for their primaries.
    /// </summary>
    public int MaxChecksPerSecond { get; init; } = 500;

    /// <summary>Timers of this instance come up to this part sooner, so that instances do not all ask at once.</summary>
    public double Jitter { get; init; } = 0.1;

    public TransferLimits Limits { get; init; } = TransferLimits.Default;
}
