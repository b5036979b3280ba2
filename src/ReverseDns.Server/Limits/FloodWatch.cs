using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>
/// Shuts out networks that flood: when sockets overflow, those far beyond their limit are dropped by the kernel until they have ceased. Who is
/// beyond a limit and floods nobody's buffer is left to the limits.
/// </summary>
internal sealed class FloodWatch : IAsyncDisposable
{
    /// <summary>Questions a second beyond a limit that are a flood where a buffer overflows.</summary>
    private const double Flood = 5_000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>A network is shut out at least so long, and as long as more of it passes than its limit.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private readonly RateLimits _limits;
    private readonly IReadOnlyList<SocketDrops> _sockets;
    private readonly TimeProvider _clock;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Dictionary<AddressPrefix, long> _shutOut = [];
    private readonly Task _running;
    private long _last;
    private long _drops;

    public FloodWatch(RateLimits limits, IReadOnlyList<SocketDrops> sockets, TimeProvider clock)
    {
        (_limits, _sockets, _clock) = (limits, sockets, clock);
        _last = clock.GetTimestamp();
        _running = BackgroundThread.RunPromptly(() =>
        {
            while (!_stopping.Wait(Step))
            {
                Look();
            }
        });
    }

    /// <summary>From any thread.</summary>
    public IReadOnlyList<AddressPrefix> ShutOut { get; private set; } = [];

    public async ValueTask DisposeAsync()
    {
        _stopping.Set();
        await _running;
        _stopping.Dispose();
    }

    private void Look()
    {
        long now = _clock.GetTimestamp();
        double seconds = Math.Max(1e-3, _clock.GetElapsedTime(_last, now).TotalSeconds);
        _last = now;
        long drops = _sockets.Sum(socket => socket.Read());
        bool isOverflowing = drops > _drops && !_limits.Rules.IsDryRun;
        _drops = drops;
        Dictionary<AddressPrefix, long> lately = _limits.Limited.TakeLately();
        bool isChanged = false;
        foreach ((AddressPrefix prefix, long questions) in lately)
        {
            if (_shutOut.ContainsKey(prefix))
            {
                _shutOut[prefix] = now;
            }
            else if (isOverflowing && questions / seconds > Flood && _shutOut.Count < SocketFilter.Most)
            {
                isChanged = _shutOut.TryAdd(prefix, now);
            }
        }

        foreach (AddressPrefix prefix in _shutOut.Where(item => _clock.GetElapsedTime(item.Value, now) > Shortest).Select(item => item.Key).ToArray())
        {
            isChanged |= _shutOut.Remove(prefix);
        }

        if (isChanged)
        {
            ShutOut = [.. _shutOut.Keys.Order()];
            foreach (SocketDrops socket in _sockets)
            {
                socket.Filter([.. ShutOut.Where(prefix => prefix.IsIPv6 == socket.IsIpv6)]);
            }
        }
    }
}
