namespace ReverseDns.Server;

/// <summary>
/// Draws one of so many queries of a server and hands it to one reader. Nothing waits: each worker has a ring, and what finds it
/// full is counted and lost.
/// </summary>
public sealed class TrafficSamples
{
    private readonly Lock _lock = new();
    private readonly List<WorkerSampler> _workers = [];

    /// <param name="oneIn">On average; 1 draws every query.</param>
    public TrafficSamples(int oneIn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oneIn, 1);
        OneIn = oneIn;
    }

    public int OneIn { get; }

    /// <summary>Drawn and lost, as the reader was too slow.</summary>
    public long Lost
    {
        get
        {
            lock (_lock)
            {
                return _workers.Sum(worker => worker.Lost);
            }
        }
    }

    /// <summary>Reads all that has been drawn; for one thread.</summary>
    /// <param name="take">May look at a sample while it is called.</param>
    public void Drain(Action<TrafficSample> take)
    {
        WorkerSampler[] workers;
        lock (_lock)
        {
            workers = [.. _workers];
        }

        foreach (WorkerSampler worker in workers)
        {
            worker.Drain(take);
        }
    }

    internal WorkerSampler AddWorker()
    {
        lock (_lock)
        {
            var worker = new WorkerSampler(OneIn, seed: (uint)_workers.Count);
            _workers.Add(worker);
            return worker;
        }
    }
}
