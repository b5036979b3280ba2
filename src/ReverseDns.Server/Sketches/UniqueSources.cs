namespace ReverseDns.Server;

/// <summary>
/// Counts the clients of a server: all its workers add each message's source to sketches of their own, and one reader merges them
/// when it likes, as reading the same twice changes nothing.
/// </summary>
public sealed class UniqueSources(SourceKey key)
{
    private readonly Lock _lock = new();
    private readonly List<WorkerSources> _workers = [];

    /// <summary>For a thread that takes messages in.</summary>
    public WorkerSources AddWorker()
    {
        var worker = new WorkerSources(key);
        lock (_lock)
        {
            _workers.Add(worker);
        }

        return worker;
    }

    /// <summary>Begins a new time.</summary>
    public void Rotate()
    {
        lock (_lock)
        {
            _workers.ForEach(worker => worker.Rotate());
        }
    }

    /// <param name="current">Gets who has asked since the last time began.</param>
    /// <param name="before">
    /// Gets who has asked in the time before that one. What workers were about to add when it ended is surely there a second later.
    /// </param>
    public void ReadInto(SourceSketches current, SourceSketches before)
    {
        lock (_lock)
        {
            _workers.ForEach(worker => worker.ReadInto(current, before));
        }
    }
}
