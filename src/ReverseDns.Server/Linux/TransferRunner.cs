using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// Runs the transfers of one worker, each on a thread of its own that waits for its client, so that the worker never does.
/// Connections come back when their transfer has ended.
/// </summary>
/// <param name="wake">Tells the worker that there is one to be taken back.</param>
internal sealed unsafe class TransferRunner(TimeProvider clock, Action wake) : IDisposable
{
    private const int PollMilliseconds = 250;
    private const short PollOut = 4;

    private readonly ConcurrentQueue<TransferRun> _ended = [];
    private readonly ConcurrentDictionary<TransferRun, Thread> _threads = [];
    private volatile bool _isStopping;

    /// <summary>What went wrong last: a bug of ours. The client was let go.</summary>
    public Exception? LastFault { get; private set; }

    public void Start(TransferRun run)
    {
        var thread = new Thread(() => Run(run)) { IsBackground = true, Name = "transfer" };
        _threads[run] = thread;
        thread.Start();
    }

    public bool TryTakeBack([NotNullWhen(true)] out TransferRun? run) => _ended.TryDequeue(out run);

    /// <summary>Ends all transfers soon. From any thread.</summary>
    public void Stop() => _isStopping = true;

    public void Dispose()
    {
        _isStopping = true;
        foreach (Thread thread in _threads.Values)
        {
            thread.Join();
        }

        while (_ended.TryDequeue(out TransferRun? run))
        {
            _ = LinuxCalls.Close(run.Descriptor);
        }
    }

    private void Run(TransferRun run)
    {
        bool isDone = false;
        try
        {
            long start = clock.GetTimestamp();
            bool Send(ReadOnlySpan<byte> octets) => TrySend(run, octets, start);
            isDone = Send(run.First) && run.Transfer.Run(Send);
        }
        catch (Exception fault) when (IsKept(fault))
        {
            // The client sees a transfer that ends before its time, which it throws away.
        }
        finally
        {
            run.Transfer.Dispose();
            End(run, isDone);
        }
    }

    private void End(TransferRun run, bool isDone)
    {
        run.IsLost = !isDone;
        _ended.Enqueue(run);
        wake();
        _threads.TryRemove(run, out _);
    }

    /// <summary>False when the client is gone, takes nothing for too long, or has not got everything when its time is over.</summary>
    private bool TrySend(TransferRun run, ReadOnlySpan<byte> octets, long start)
    {
        long lastTaken = clock.GetTimestamp();
        fixed (byte* from = octets)
        {
            for (int sent = 0; sent < octets.Length;)
            {
                nint taken = LinuxCalls.Send(
                    run.Descriptor, from + sent, (nuint)(octets.Length - sent), LinuxCalls.DontWait | LinuxCalls.NoSignal);
                if (taken > 0)
                {
                    sent += (int)taken;
                    lastTaken = clock.GetTimestamp();
                    continue;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error is not (LinuxCalls.AgainError or LinuxCalls.InterruptedError)
                    || _isStopping
                    || clock.GetElapsedTime(lastTaken) >= run.Transfer.StallTimeout
                    || clock.GetElapsedTime(start) >= run.Transfer.MaxDuration)
                {
                    return false;
                }

                AwaitRoom(run.Descriptor);
            }
        }

        return !_isStopping;
    }

    private static void AwaitRoom(int descriptor)
    {
        // struct pollfd: descriptor, events asked for, events met.
        long poll = (uint)descriptor | ((long)PollOut << 32);
        _ = LinuxCalls.Poll(&poll, 1, PollMilliseconds);
    }

    private bool IsKept(Exception fault)
    {
        LastFault = fault;
        return true;
    }
}
