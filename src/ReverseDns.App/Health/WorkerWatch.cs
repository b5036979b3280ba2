using ReverseDns.Server;

namespace ReverseDns.App.Health;

/// <summary>Finds threads that have been at one batch for too long. For one thread, each second.</summary>
internal sealed class WorkerWatch(Func<IReadOnlyList<WorkerProgress>> progress, TimeSpan longest)
{
    private readonly Dictionary<int, (long Turn, TimeSpan Since)> _atWork = [];

    /// <param name="now">Of a clock that only goes on.</param>
    public IReadOnlyList<Reason> Look(TimeSpan now)
    {
        var reasons = new List<Reason>();
        IReadOnlyList<WorkerProgress> workers = progress();
        for (int worker = 0; worker < workers.Count; worker++)
        {
            (string name, long turn) = workers[worker];
            if (!workers[worker].IsAtWork)
            {
                _atWork.Remove(worker);
            }
            else if (!_atWork.TryGetValue(worker, out (long Turn, TimeSpan Since) seen) || seen.Turn != turn)
            {
                _atWork[worker] = (turn, now);
            }
            else if (now - seen.Since >= longest)
            {
                reasons.Add(new Reason(ReasonKind.WorkerStuck, $"{name} has been at one batch for {(long)(now - seen.Since).TotalMilliseconds} ms"));
            }
        }

        return reasons;
    }
}
