using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Health;

namespace ReverseDns.App.Route;

/// <summary>
/// The server's side of the route: tells the guard the verdict twice a second, and hears how the route stands. A thread of its own,
/// so that it is late only when the whole process is.
/// </summary>
internal sealed partial class RouteLease : IAsyncDisposable
{
    private const int Milliseconds = 1_000;
    private const int MaxLine = 64 << 10;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenWhileDraining = TimeSpan.FromMilliseconds(50);

    /// <summary>A guard that does not say for this long that the route is withdrawn is not waited for.</summary>
    private static readonly TimeSpan WithdrawTime = TimeSpan.FromSeconds(5);

    private readonly RouteOptions _options;
    private readonly Func<(Verdict Verdict, IReadOnlyList<string> Reasons)> _verdict;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _handedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RouteReport _present = RouteReport.None;
    private volatile bool _drains;
    private volatile bool _handsOver;
    private volatile bool _ends;

    public RouteLease(RouteOptions options, Func<(Verdict Verdict, IReadOnlyList<string> Reasons)> verdict, TimeProvider clock, ILogger logger)
    {
        (_options, _verdict, _clock, _logger) = (options, verdict, clock, logger);
        new Thread(Run) { Name = "route", IsBackground = true }.Start();
    }

    public RouteReport Present => Volatile.Read(ref _present);

    /// <summary>The verdict has changed: the guard is to hear of it now.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Has the route withdrawn before a stop; returns when the routing daemon no longer gives it out, or when nobody says so.</summary>
    public async Task WithdrawAsync()
    {
        long begin = _clock.GetTimestamp();
        _drains = true;
        _wake.Set();
        await Task.WhenAny(_withdrawn.Task, Task.Delay(WithdrawTime, _clock));
        if (Present.Guard is { State: RouteState.Withdrawn, Verified: true })
        {
            double milliseconds = Math.Round(_clock.GetElapsedTime(begin).TotalMilliseconds);
            LogWithdrawn(milliseconds);
        }
        else
        {
            LogNotWithdrawn(Present.Error ?? Present.Guard?.Trouble ?? Present.Guard?.Seen ?? "");
        }
    }

    /// <summary>Before another process takes the place of this one: the guard waits for it as long as the lease lasts, and the route stands.</summary>
    public async Task HandOverAsync()
    {
        _handsOver = true;
        _wake.Set();
        await Task.WhenAny(_handedOver.Task, Task.Delay(Between, _clock));
    }

    public async ValueTask DisposeAsync()
    {
        _ends = true;
        _wake.Set();
        await _ended.Task;
        _wake.Dispose();
    }

    private void Run()
    {
        Socket? socket = null;
        while (!_ends)
        {
            try
            {
                socket ??= Connect();
                bool handsOver = _handsOver;
                Take(new RouteReport(Renew(socket, handsOver), null));
                if (handsOver)
                {
                    _handedOver.TrySetResult();
                }
            }
            catch (Exception e) when (e is SocketException or IOException or JsonException)
            {
                socket?.Dispose();
                socket = null;
                Take(new RouteReport(null, e.Message));
            }

            _wake.WaitOne(_drains ? BetweenWhileDraining : Between);
        }

        socket?.Dispose();
        _ended.SetResult();
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            SendTimeout = Milliseconds,
            ReceiveTimeout = Milliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(_options.Socket));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private GuardStatus Renew(Socket socket, bool handsOver)
    {
        (Verdict verdict, IReadOnlyList<string> reasons) = _drains ? (Verdict.Draining, []) : _verdict();
        var message = new LeaseMessage(Environment.ProcessId, verdict, reasons, _clock.GetTimestamp(), handsOver);
        socket.Send(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message, LeaseJson.Default.LeaseMessage) + "\n"));
        byte[] line = new byte[MaxLine];
        int length = 0;
        while (length < line.Length)
        {
            int read = socket.Receive(line.AsSpan(length));
            length += read > 0 ? read : throw new IOException("the guard has ended the conversation");
            if (line[length - 1] == '\n')
            {
                return JsonSerializer.Deserialize(line.AsSpan(0, length), LeaseJson.Default.GuardStatus) ?? throw new IOException("the guard says nothing");
            }
        }

        throw new IOException("what the guard says is too long");
    }

    private void Take(RouteReport report)
    {
        RouteReport before = Present;
        Volatile.Write(ref _present, report);
        if (_drains && (report.Guard is null or { State: RouteState.Withdrawn, Verified: true }))
        {
            _withdrawn.TrySetResult();
        }

        if (report.Guard is null && (before.Guard is not null || ReferenceEquals(before, RouteReport.None)))
        {
            LogLost(_options.Socket, report.Error ?? "");
        }
        else if (report.Guard is { } guard && (before.Guard is null || before.Guard.State != guard.State || before.Guard.Verified != guard.Verified))
        {
            LogRoute(guard.State, guard.Cause, guard.Verified ? "verified" : "not verified yet");
        }
    }

    [LoggerMessage(EventName = "route", Level = LogLevel.Information,
        Message = "Route {State} ({Cause}), {Verified}")]
    private partial void LogRoute(RouteState state, string cause, string verified);

    [LoggerMessage(EventName = "route-guard-lost", Level = LogLevel.Error,
        Message = "No guard of the route answers at {Socket}, nothing is announced without one: {Cause}")]
    private partial void LogLost(string socket, string cause);

    [LoggerMessage(EventName = "route-drained", Level = LogLevel.Information,
        Message = "The route is withdrawn, which took {Milliseconds} ms")]
    private partial void LogWithdrawn(double milliseconds);

    [LoggerMessage(EventName = "route-not-drained", Level = LogLevel.Error,
        Message = "Stopping although nobody says that the route is withdrawn: {Cause}")]
    private partial void LogNotWithdrawn(string cause);
}
