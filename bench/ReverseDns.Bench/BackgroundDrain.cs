using ReverseDns.Server;

namespace ReverseDns.Bench;

/// <summary>Takes what is drawn of the traffic into as many lists as a server has.</summary>
internal sealed class BackgroundDrain : IAsyncDisposable
{
    private const int Lists = 6;
    private const int Capacity = 512;

    private readonly TopSketch[] _lists = [.. Enumerable.Range(0, Lists).Select(_ => new TopSketch(Capacity, SourceKey.Create()))];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public BackgroundDrain(TrafficSamples samples) => _running = BackgroundThread.RunPromptly(() =>
    {
        while (!_stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20)))
        {
            samples.Drain(sample => Array.ForEach(_lists, list => list.Add(sample.Name)));
        }

        Console.WriteLine($"drawn and lost: {samples.Lost}");
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
