namespace ReverseDns.Server;

/// <summary>A thread's work, for one transport and platform: answers on the sockets that it owns until it is stopped.</summary>
internal interface IWorker : IDisposable
{
    /// <summary>What went wrong last inside <see cref="Run"/>; the worker carried on.</summary>
    Exception? LastFault { get; }

    /// <summary>Returns after <see cref="Stop"/>; called once, on the worker's own thread.</summary>
    void Run();

    /// <summary>Takes no new clients and finishes with those it has. From any thread.</summary>
    void Drain();

    /// <summary>Makes <see cref="Run"/> return soon. From any thread.</summary>
    void Stop();

    /// <summary>
    /// The same, and leaves the sockets as they are for whoever else has them: a thread that waits for a datagram returns
    /// when it has answered the next one.
    /// </summary>
    void Leave();
}
