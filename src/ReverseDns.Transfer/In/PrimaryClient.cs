using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Asks primaries: for their SOA over UDP and, where that is of no use, over TCP; for transfers over TCP only; for both over
/// TLS where that is said. Whatever a primary does, or does not do, ends in a reply within the limits.
/// </summary>
internal sealed class PrimaryClient(TransferLimits limits, TimeProvider clock)
{
    private const int FrameLength = 2;
    private const int BufferSize = 256 << 10;
    private static readonly TimeSpan[] Attempts = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];
    private static readonly TimeSpan RateFrom = TimeSpan.FromMinutes(1);

    public async Task<ProbeReply> ProbeAsync(DomainName zone, Primary primary, CancellationToken cancellation)
    {
        // What is to be said over TLS is not said without it.
        bool withEdns = primary.Tls is not null;
        foreach (TimeSpan patience in primary.Tls is null ? Attempts : [])
        {
            if (await ProbeUdpAsync(zone, primary, patience, cancellation) is not { } reply)
            {
                continue;
            }

            if (reply.Problem is null)
            {
                return reply;
            }

            // What UDP has no room for, or no liking, may come over TCP; Knot says nothing of its catalogs but there.
            withEdns = reply.HasEdns;
            break;
        }

        return await ProbeTcpAsync(zone, primary, withEdns, cancellation);
    }

    /// <param name="held">The serial that changes are asked from; null: the whole zone.</param>
    /// <param name="withEdns">The primary understands it, and may say more of what is wrong.</param>
    public async Task<FetchReply> FetchAsync(
        DomainName zone, Primary primary, Serial? held, bool withEdns, CancellationToken cancellation)
    {
        using PrimaryRequest request = Request(zone, held is null ? RecordType.AXFR : RecordType.IXFR, held, withEdns, primary);
        using var reader = new TransferReader(zone, request.Id, held, limits, request.Chain);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var deadline = new CancellationTokenSource(limits.MaxDuration, clock);
        using CancellationTokenRegistration _ = deadline.Token.Register(whole.Cancel);
        string? broken = await ReadTransferAsync(primary, request, reader, whole.Token);
        cancellation.ThrowIfCancellationRequested();
        IncomingZone? incoming = broken is null && reader.IsDone ? reader.Finish() : null;
        TransferProblem? problem = incoming is not null ? null
            : broken is not null ? new TransferProblem(TransferFault.Network, broken)
            : reader.Problem;
        return new FetchReply(incoming, problem, reader.Messages, reader.Octets);
    }

    /// <summary>Returns what went wrong with the connection, or null when the reader has come to an end.</summary>
    private async Task<string?> ReadTransferAsync(
        Primary primary, PrimaryRequest request, TransferReader reader, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        int start = 0;
        int end = 0;
        long begin = clock.GetTimestamp();
        try
        {
            await using Stream stream = await ConnectAsync(primary, cancellation);
            await stream.WriteAsync(request.Framed, cancellation);
            while (true)
            {
                while (TryTakeFrame(buffer.AsSpan(start, end - start), out int length))
                {
                    bool goesOn = reader.Take(buffer.AsSpan(start + FrameLength, length), Now());
                    start += FrameLength + length;
                    if (!goesOn)
                    {
                        return null;
                    }
                }

                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                int received = await WithinAsync(
                    limits.IdleTimeout, token => stream.ReadAsync(buffer.AsMemory(end), token), cancellation);
                if (received == 0)
                {
                    return $"the connection ended after {reader.Messages} messages, before the closing SOA";
                }

                end += received;
                TimeSpan passed = clock.GetElapsedTime(begin);
                if (passed > RateFrom && reader.Octets < passed.TotalSeconds * limits.MinRate)
                {
                    return $"{reader.Octets} octets in {passed.TotalSeconds:F0} seconds are too slow";
                }
            }
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return error.InnerException is SocketException inner ? inner.Message : error.Message;
        }
        catch (OperationCanceledException)
        {
            return $"nothing came in time after {reader.Messages} messages";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<ProbeReply?> ProbeUdpAsync(DomainName zone, Primary primary, TimeSpan patience, CancellationToken cancellation)
    {
        using PrimaryRequest request = Request(zone, RecordType.SOA, held: null, withEdns: true, primary);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        try
        {
            using Socket socket = PrimaryConnection.OpenSocket(primary, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(primary.Address, cancellation);
            await socket.SendAsync(request.Message, cancellation);
            return await WithinAsync(patience, async token =>
            {
                while (true)
                {
                    int length = await socket.ReceiveAsync(buffer, token);
                    ProbeReply? reply = ProbeReader.Read(
                        buffer.AsSpan(0, length), zone, request, Now(), out bool isTruncated);
                    if (reply is not null)
                    {
                        return isTruncated ? reply with { Problem = new TransferProblem(TransferFault.Network, "truncated") } : reply;
                    }
                }
            }, cancellation);
        }
        catch (SocketException error)
        {
            return ProbeReply.Failed(TransferFault.Network, error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<ProbeReply> ProbeTcpAsync(DomainName zone, Primary primary, bool withEdns, CancellationToken cancellation)
    {
        using PrimaryRequest request = Request(zone, RecordType.SOA, held: null, withEdns, primary);
        byte[] buffer = new byte[FrameLength + ushort.MaxValue];
        int end = 0;
        try
        {
            await using Stream stream = await ConnectAsync(primary, cancellation);
            await stream.WriteAsync(request.Framed, cancellation);
            int length;
            while (!TryTakeFrame(buffer.AsSpan(0, end), out length))
            {
                int received = await WithinAsync(
                    limits.IdleTimeout, token => stream.ReadAsync(buffer.AsMemory(end), token), cancellation);
                if (received == 0)
                {
                    return ProbeReply.Failed(TransferFault.Network, "the connection ended without an answer");
                }

                end += received;
            }

            return ProbeReader.Read(buffer.AsSpan(FrameLength, length), zone, request, Now(), out _)
                ?? ProbeReply.Failed(TransferFault.Malformed, "the answer is none to our question");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return ProbeReply.Failed(
                TransferFault.Network, error.InnerException is SocketException inner ? inner.Message : error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProbeReply.Failed(TransferFault.Network, "no answer in time");
        }
    }

    private PrimaryRequest Request(DomainName zone, RecordType type, Serial? held, bool withEdns, Primary primary) =>
        new(zone, type, held, withEdns, primary.Key, Now());

    private async Task<Stream> ConnectAsync(Primary primary, CancellationToken cancellation) => await WithinAsync(
        limits.IdleTimeout,
        async token => await PrimaryConnection.OpenAsync(primary, clock.GetUtcNow(), token),
        cancellation);

    private static bool TryTakeFrame(ReadOnlySpan<byte> octets, out int length)
    {
        length = 0;
        if (octets.Length < FrameLength)
        {
            return false;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return octets.Length - FrameLength >= length;
    }

    private async Task<T> WithinAsync<T>(
        TimeSpan time, Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        return await work(either.Token);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeSeconds();
}
