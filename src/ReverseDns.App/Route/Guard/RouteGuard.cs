using System.Globalization;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Route.Daemons;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Route.Guard;

/// <summary>
/// 'rdns route': holds the announcement as long as a server renews its lease, and tells everybody how it stands. The server
/// needs no right to change routes, and the guard none of what the server has.
/// </summary>
internal sealed partial class RouteGuard : IAsyncDisposable
{
    private readonly RouteOptions _options;
    private readonly LeaseBook _book;
    private readonly RouteHolder _holder;
    private readonly RouteVerifier _verifier;
    private readonly LeaseSocket _socket;

    /// <exception cref="IOException">The kernel does not let it, or another guard runs.</exception>
    public RouteGuard(RouteOptions options, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _book = new LeaseBook(options.Lease, clock);
        IRoutingDaemon[] daemons =
        [
            .. options.Bird is { } bird ? (IRoutingDaemon[])[new Bird(bird, options.Addresses, clock)] : [],
            .. options.Frr is { } frr ? (IRoutingDaemon[])[new Frr(frr, options.Addresses, clock)] : [],
        ];
        RouteVerifier? verifier = null;
        _holder = new RouteHolder(options, _book, () => Volatile.Read(ref verifier)?.Wake(), clock, logger);
        Volatile.Write(ref verifier, _verifier = new RouteVerifier(options, daemons, () => _holder.Standing, clock, logger));
        try
        {
            _socket = new LeaseSocket(options.Socket, _book, _holder.Wake, () => Status);
        }
        catch (IOException)
        {
            _holder.Dispose();
            throw;
        }

        _verifier.Start();
        LogGuarding(logger, options.Addresses, _holder.Standing.State);
    }

    /// <summary>Called some times a second by the thread that holds the route.</summary>
    public Action? Alive
    {
        get => _holder.Alive;
        set => _holder.Alive = value;
    }

    public GuardStatus Status
    {
        get
        {
            (Standing now, Verification seen) = (_holder.Standing, _verifier.Last);
            bool isOfNow = seen.Number == now.Number;
            return new GuardStatus(
                Environment.ProcessId,
                Instance.Version,
                now.State,
                now.Since,
                now.Cause,
                isOfNow && seen.IsVerified && now.Trouble is null,
                isOfNow ? seen.Seen : "not read back yet",
                now.Trouble ?? (isOfNow && seen.IsAlarm ? $"not verified: {seen.Seen}" : null),
                now.HeldUntil,
                now.Number,
                _book.Lines(),
                [.. _options.Addresses.Select(address => string.Create(CultureInfo.InvariantCulture, $"{address.Address} as {address.Prefix}"))]);
        }
    }

    /// <summary>Withdraws, looks whether that was heard, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _holder.Dispose();
        await _verifier.DisposeAsync();
    }

    [LoggerMessage(EventName = "route-guarding", Level = LogLevel.Information,
        Message = "Guarding {Addresses}, found {State}")]
    private static partial void LogGuarding(ILogger logger, IReadOnlyList<AnnouncedAddress> addresses, RouteState state);
}
