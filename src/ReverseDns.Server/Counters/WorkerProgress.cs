namespace ReverseDns.Server;

/// <summary>How far a thread that answers is.</summary>
/// <param name="Turn">Odd while it works on a batch, even while it waits for one; each batch has another.</param>
public readonly record struct WorkerProgress(string Worker, long Turn)
{
    public bool IsAtWork => (Turn & 1) != 0;
}
