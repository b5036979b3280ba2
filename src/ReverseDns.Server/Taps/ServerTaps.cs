namespace ReverseDns.Server;

/// <summary>The taps of a server, each with a lane in every worker.</summary>
internal sealed class ServerTaps
{
    public const int Most = 16;

    private readonly Lock _lock = new();
    private readonly List<Tap> _taps = [];
    private readonly TapRecorder[] _recorders;

    public ServerTaps(int workers, TimeProvider clock) =>
        _recorders = [.. Enumerable.Range(0, workers).Select(_ => new TapRecorder(clock))];

    public TapRecorder OfWorker(int worker) => _recorders[worker];

    /// <summary>Null when there are as many as there may be.</summary>
    public Tap? Add(TapOptions options)
    {
        var tap = new Tap(options, _recorders.Length);
        lock (_lock)
        {
            if (_taps.Count == Most)
            {
                return null;
            }

            _taps.Add(tap);
            Attach();
            return tap;
        }
    }

    /// <summary>A batch that is being answered may still write to it.</summary>
    public void Remove(Tap tap)
    {
        lock (_lock)
        {
            _taps.Remove(tap);
            Attach();
        }
    }

    private void Attach()
    {
        for (int worker = 0; worker < _recorders.Length; worker++)
        {
            _recorders[worker].Attached = [.. _taps.Select(tap => tap.Lanes[worker])];
        }
    }
}
