using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Health;
using ReverseDns.App.Route;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>A server's side of the route whose verdict the test says.</summary>
internal sealed class HeldLease : IAsyncDisposable
{
    private readonly RouteLease _lease;
    private volatile int _verdict;

    public HeldLease(AnycastInstance instance, Verdict verdict)
    {
        _verdict = (int)verdict;
        var options = new RouteOptions { Addresses = [], Socket = instance.File("route.sock") };
        _lease = new RouteLease(options, () => ((Verdict)_verdict, ["as-the-test-says"]), TimeProvider.System, NullLogger.Instance);
    }

    public RouteReport Report => _lease.Present;

    public void Say(Verdict verdict)
    {
        _verdict = (int)verdict;
        _lease.Wake();
    }

    public Task VerifiedAsync(RouteState state) => Eventually.HoldsAsync(
        () => Report.Guard is { Verified: true } guard && guard.State == state, () => Report.Guard?.ToString() ?? Report.Error ?? "");

    public Task WithdrawAsync() => _lease.WithdrawAsync();

    public ValueTask DisposeAsync() => _lease.DisposeAsync();
}
