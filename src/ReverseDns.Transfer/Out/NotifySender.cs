using System.Net.Sockets;
using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Tells secondaries of new versions (RFC 1996), each until it answers or some attempts have failed; a newer version takes the
/// place of one that a secondary has not yet answered for.
/// </summary>
public sealed class NotifySender(TimeProvider clock) : IAsyncDisposable
{
    private const int AtOnce = 64;
    private const int MaxMessage = 1_024;

    private static readonly TimeSpan[] Attempts =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)];

    private readonly Lock _lock = new();
    private readonly Dictionary<(DomainName Zone, NotifyTarget Target), byte[]> _pending = [];
    private readonly HashSet<Task> _running = [];
    private readonly SemaphoreSlim _places = new(AtOnce);
    private int _clearAt = AtOnce;
    private readonly CancellationTokenSource _stopping = new();
    private long _answered;
    private long _failed;

    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Versions that a secondary has not answered for, however often it was told.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <param name="soa">The RDATA of the new version's SOA.</param>
    public void Send(DomainName zone, byte[] soa, IEnumerable<NotifyTarget> targets)
    {
        lock (_lock)
        {
            foreach (NotifyTarget target in targets)
            {
                bool isNew = !_pending.ContainsKey((zone, target));
                _pending[(zone, target)] = soa;
                if (isNew && !_stopping.IsCancellationRequested)
                {
                    Clear();
                    _running.Add(Task.Run(() => TellAsync(zone, target)));
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _stopping.Dispose();
        _places.Dispose();
    }

    /// <summary>Looks at all that run only when they may have doubled: there is one for each zone and target at a start.</summary>
    private void Clear()
    {
        if (_running.Count >= _clearAt)
        {
            _running.RemoveWhere(task => task.IsCompleted);
            _clearAt = Math.Max(AtOnce, 2 * _running.Count);
        }
    }

    private async Task TellAsync(DomainName zone, NotifyTarget target)
    {
        byte[]? told = null;
        try
        {
            while (TryTake(zone, target, told, out byte[] soa))
            {
                told = soa;
                await _places.WaitAsync(_stopping.Token);
                try
                {
                    bool isAnswered = await TellAsync(zone, target, soa);
                    Interlocked.Increment(ref isAnswered ? ref _answered : ref _failed);
                }
                finally
                {
                    _places.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: secondaries have their timers.
        }
    }

    /// <summary>The version to tell of; false, and the target no longer pending, when it has been told.</summary>
    private bool TryTake(DomainName zone, NotifyTarget target, byte[]? told, out byte[] soa)
    {
        lock (_lock)
        {
            soa = _pending[(zone, target)];
            if (soa != told)
            {
                return true;
            }

            _pending.Remove((zone, target));
            return false;
        }
    }

    private bool IsStillNewest(DomainName zone, NotifyTarget target, byte[] soa)
    {
        lock (_lock)
        {
            return _pending[(zone, target)] == soa;
        }
    }

    private async Task<bool> TellAsync(DomainName zone, NotifyTarget target, byte[] soa)
    {
        foreach (TimeSpan patience in Attempts)
        {
            if (!IsStillNewest(zone, target, soa))
            {
                return false;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            using var time = new CancellationTokenSource(patience, clock);
            using CancellationTokenRegistration _ = time.Token.Register(either.Cancel);
            try
            {
                if (await AskAsync(zone, target, soa, either.Token))
                {
                    return true;
                }
            }
            catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
            {
                // No answer in time.
            }
            catch (SocketException)
            {
                await WaitAsync(either.Token);
            }
        }

        return false;
    }

    /// <summary>Until the attempt's time is over: the next one may find the secondary there again.</summary>
    private async Task WaitAsync(CancellationToken attempt)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, attempt);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // Over.
        }
    }

    private async Task<bool> AskAsync(DomainName zone, NotifyTarget target, byte[] soa, CancellationToken cancellation)
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        byte[] message = new byte[MaxMessage];
        int length = Write(message, id, zone, soa, target.Key);
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(target.Address, cancellation);
        await socket.SendAsync(message.AsMemory(0, length), cancellation);
        while (true)
        {
            int received = await socket.ReceiveAsync(message, cancellation);
            if (MessageHeader.TryRead(message.AsSpan(0, received), out MessageHeader header)
                && header.Id == id && header.IsResponse && header.Opcode == Opcode.Notify)
            {
                return true;
            }
        }
    }

    private int Write(byte[] message, ushort id, DomainName zone, byte[] soa, TsigKey? key)
    {
        ushort flags = (ushort)(MessageHeader.FlagsOf(Opcode.Notify, ResponseCode.NoError) | MessageHeader.AuthoritativeFlag);
        var writer = new MessageWriter(message, id, flags);
        writer.TryWriteQuestion(zone.Wire, RecordType.SOA, RecordClass.IN);
        writer.TryWriteRecord(MessageSection.Answer, zone.Wire, RecordType.SOA, RecordClass.IN, 0, soa);
        if (key is null)
        {
            return writer.Length;
        }

        using var chain = new TsigChain(key);
        return chain.Sign(message, writer.Length, clock.GetUtcNow().ToUnixTimeSeconds());
    }
}
