using System.Collections.Concurrent;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>The operations of one key: as many as threads have used it at the same time.</summary>
internal sealed class SignatureOperations(Func<SignatureOperation> create) : IDisposable
{
    private readonly ConcurrentBag<SignatureOperation> _idle = [];

    public SignatureOperation Take() => _idle.TryTake(out SignatureOperation? operation) ? operation : create();

    public void GiveBack(SignatureOperation operation) => _idle.Add(operation);

    /// <summary>Nobody may be using the key any more.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out SignatureOperation? operation))
        {
            operation.Dispose();
        }
    }
}
