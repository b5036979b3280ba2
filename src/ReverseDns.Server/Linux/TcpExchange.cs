using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Requests in, answers out, on one connection at a time (RFC 7766): all requests of one read are answered with one
/// write, in their order. The buffers are the worker's; a connection holds octets of its own only while a
/// request is not whole or its client does not read.
/// </summary>
internal sealed unsafe class TcpExchange : IDisposable
{
    private const int LongestAddress = 28;
    private const int FrameLength = 2;
    private const int LargestFrame = FrameLength + ushort.MaxValue;
    private const int ReadSize = 64 << 10;
    private const int InputSize = LargestFrame + ReadSize;
    private const int OutputSize = LargestFrame + ReadSize;

    private readonly RequestHandler _handler;
    private readonly ZoneReader _zones;
    private readonly HeldBudget _budget;
    private readonly int _maxRequests;
    private readonly WorkerCounters _counters;
    private readonly TimeProvider _clock;
    private readonly TapRecorder _taps;
    private readonly byte* _input = (byte*)NativeMemory.AlignedAlloc(InputSize, 64);
    private readonly byte* _output = (byte*)NativeMemory.AlignedAlloc(OutputSize, 64);
    private int _filled;
    private ZoneTransfer? _transfer;
    private byte[] _first = [];
    private byte[] _rest = [];

    public TcpExchange(RequestHandler handler, ZoneReader zones, HeldBudget budget, int maxRequests, WorkerCounters counters, TimeProvider clock, TapRecorder taps)
    {
        _handler = handler;
        _zones = zones;
        _budget = budget;
        _maxRequests = maxRequests == 0 ? int.MaxValue : maxRequests;
        _counters = counters;
        _clock = clock;
        _taps = taps;
        counters.Zones = zones.Counters;
    }

    /// <summary>What clients who ask are told of how long they may be silent.</summary>
    public ushort Keepalive { get; set; }

    /// <summary>Called when the socket has octets: one read, and all that follows from it.</summary>
    public ExchangeOutcome Receive(TcpConnection* connection)
    {
        int held = TakeInput(connection);
        nint received = LinuxCalls.Receive(connection->Descriptor, _input + held, ReadSize, LinuxCalls.DontWait);
        if (received > 0)
        {
            return Answer(connection, held + (int)received);
        }

        bool isForNothing = received < 0 && IsTemporary(Marshal.GetLastPInvokeError());
        return isForNothing ? new ExchangeOutcome(ExchangeState.Unchanged, Requests: 0)
            : Over(received == 0 ? ConnectionEnd.Client : ConnectionEnd.Lost);
    }

    /// <summary>Called when the socket takes octets again: sends the held answers, then handles the held requests.</summary>
    public ExchangeOutcome Resume(TcpConnection* connection)
    {
        int length = connection->Output.Length;
        int sent = Send(connection->Descriptor, connection->Output.Start, length);
        if (sent < 0)
        {
            return Over(ConnectionEnd.Lost);
        }

        if (sent < length)
        {
            byte* start = connection->Output.Start;
            Buffer.MemoryCopy(start + sent, start, length, length - sent);
            connection->Output.Length = length - sent;
            return new ExchangeOutcome(ExchangeState.Unchanged, Requests: 0);
        }

        _budget.Release(ref connection->Output);
        return connection->EndsWhenSent != ConnectionEnd.None
            ? Over(connection->EndsWhenSent)
            : Answer(connection, TakeInput(connection));
    }

    /// <summary>What was granted last (<see cref="ExchangeState.Transfer"/>), to be run on the connection.</summary>
    public TransferRun TakeTransfer(TcpConnection* connection)
    {
        var run = new TransferRun(_transfer!, connection->Descriptor, _first)
        {
            Client = connection->Client,
            IsIpv6 = connection->IsIpv6,
            Requests = connection->Requests,
            Rest = _rest,
        };
        (_transfer, _first, _rest) = (null, [], []);
        return run;
    }

    /// <summary>Goes on with a connection after its transfer: with the requests that came behind it.</summary>
    public ExchangeOutcome GoOn(TcpConnection* connection, ReadOnlySpan<byte> rest)
    {
        fixed (byte* octets = rest)
        {
            return _budget.TryHold(ref connection->Input, octets, rest.Length)
                ? Answer(connection, TakeInput(connection))
                : Over(ConnectionEnd.Memory);
        }
    }

    public void Release(TcpConnection* connection)
    {
        _budget.Release(ref connection->Input);
        _budget.Release(ref connection->Output);
    }

    public void Dispose()
    {
        _transfer?.Dispose();
        _zones.Dispose();
        NativeMemory.AlignedFree(_input);
        NativeMemory.AlignedFree(_output);
    }

    private static ExchangeOutcome Over(ConnectionEnd end, int requests = 0) => new(ExchangeState.Over, requests, end);

    private int TakeInput(TcpConnection* connection)
    {
        int length = connection->Input.Length;
        Buffer.MemoryCopy(connection->Input.Start, _input, InputSize, length);
        return length;
    }

    private ExchangeOutcome Answer(TcpConnection* connection, int received)
    {
        long start = _clock.GetTimestamp();
        _taps.BeginBatch();
        try
        {
            return Answer(
                connection, received, start, new ClientContext(_zones.Enter(), Transport.Tcp, connection->IsIpv6, connection->Client.Address, Keepalive: Keepalive));
        }
        finally
        {
            _zones.Leave();
            if (_taps.IsOn)
            {
                _taps.EndBatch(_clock.GetElapsedTime(start));
            }
        }
    }

    private ExchangeOutcome Answer(TcpConnection* connection, int received, long start, in ClientContext client)
    {
        int position = 0;
        int requests = 0;
        ConnectionEnd end = ConnectionEnd.None;
        int unsent = 0;
        _filled = 0;
        while (end == ConnectionEnd.None && unsent == 0 && received - position >= FrameLength)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(_input + position, FrameLength));
            if (received - position - FrameLength < length)
            {
                break;
            }

            bool isAnswered = AnswerOne(connection, new ReadOnlySpan<byte>(_input + position + FrameLength, length), in client);
            position += FrameLength + length;
            end = ++requests + connection->Requests >= _maxRequests ? ConnectionEnd.Requests : ConnectionEnd.None;
            end = isAnswered ? end : ConnectionEnd.Malformed;
            if (_transfer is not null)
            {
                CountTime(start, requests - 1, client.IsIpv6);
                return HandOver(connection, position, received, requests);
            }

            if (OutputSize - _filled < LargestFrame)
            {
                unsent = Flush(connection->Descriptor);
            }
        }

        unsent = unsent == 0 ? Flush(connection->Descriptor) : unsent;
        connection->Requests += requests;
        connection->EndsWhenSent = end;
        CountTime(start, end == ConnectionEnd.Malformed ? requests - 1 : requests, client.IsIpv6);
        return Keep(connection, position, received, unsent) with { Requests = requests };
    }

    /// <param name="answers">What has had no answer, or a transfer for one, has no time.</param>
    private void CountTime(long start, int answers, bool isIpv6)
    {
        if (_counters.CountsTraffic && answers > 0)
        {
            _counters.Of(Transport.Tcp, isIpv6).AddLatency(_clock.GetElapsedTime(start), answers);
        }
    }

    /// <summary>False when it deserved no answer: a client that sends such things is let go.</summary>
    private bool AnswerOne(TcpConnection* connection, ReadOnlySpan<byte> request, in ClientContext client)
    {
        byte* frame = _output + _filled;
        var answer = new Span<byte>(frame + FrameLength, ushort.MaxValue);
        if (_taps.IsOn && connection->Local.Port == 0)
        {
            connection->Local = LocalOf(connection);
        }

        var ends = new ExchangeEnds(connection->Client, connection->Local, connection->IsIpv6, Transport.Tcp);
        int length = _handler.HandleTapped(request, answer, in client, _taps, in ends);
        if (length == 0)
        {
            _transfer = _handler.TakeTransfer();
            return _transfer is not null;
        }

        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(frame, FrameLength), (ushort)length);
        _filled += FrameLength + length;
        return true;
    }

    private static SocketName LocalOf(TcpConnection* connection)
    {
        byte* address = stackalloc byte[LongestAddress];
        uint length = LongestAddress;
        return LinuxCalls.GetName(connection->Descriptor, address, &length) == 0
            ? SocketName.Read(new ReadOnlySpan<byte>(address, LongestAddress), connection->IsIpv6)
            : default;
    }

    /// <summary>Keeps the answers before the transfer that the kernel does not take, and the requests behind it.</summary>
    private ExchangeOutcome HandOver(TcpConnection* connection, int position, int received, int requests)
    {
        connection->Requests += requests;
        int unsent = Flush(connection->Descriptor);
        if (unsent < 0)
        {
            _transfer!.Dispose();
            _transfer = null;
            return Over(ConnectionEnd.Lost, requests);
        }

        _first = new ReadOnlySpan<byte>(_output + _filled - unsent, unsent).ToArray();
        _rest = new ReadOnlySpan<byte>(_input + position, received - position).ToArray();
        return new ExchangeOutcome(ExchangeState.Transfer, requests);
    }

    /// <summary>Keeps what is left of input and output for later and says what the connection waits for.</summary>
    private ExchangeOutcome Keep(TcpConnection* connection, int position, int received, int unsent)
    {
        if (unsent < 0 || (unsent == 0 && connection->EndsWhenSent != ConnectionEnd.None))
        {
            return Over(unsent < 0 ? ConnectionEnd.Lost : connection->EndsWhenSent);
        }

        bool isHeld = _budget.TryHold(ref connection->Input, _input + position, received - position)
            && _budget.TryHold(ref connection->Output, _output + _filled - unsent, unsent);
        if (!isHeld)
        {
            return Over(ConnectionEnd.Memory);
        }

        ExchangeState state = unsent != 0 ? ExchangeState.Blocked
            : position == received ? ExchangeState.Idle
            : ExchangeState.Receiving;
        return new ExchangeOutcome(state, Requests: 0);
    }

    /// <summary>Returns how many octets the kernel did not take, the last ones of the output; -1 when the connection is lost.</summary>
    private int Flush(int descriptor)
    {
        int sent = Send(descriptor, _output, _filled);
        if (sent == _filled)
        {
            _filled = 0;
            return 0;
        }

        return sent < 0 ? -1 : _filled - sent;
    }

    /// <summary>Returns how many octets the kernel took; -1 when the connection is lost.</summary>
    private static int Send(int descriptor, byte* octets, int length)
    {
        int sent = 0;
        while (sent < length)
        {
            nint taken = LinuxCalls.Send(
                descriptor, octets + sent, (nuint)(length - sent), LinuxCalls.DontWait | LinuxCalls.NoSignal);
            if (taken > 0)
            {
                sent += (int)taken;
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == LinuxCalls.InterruptedError)
            {
                continue;
            }

            return error == LinuxCalls.AgainError ? sent : -1;
        }

        return sent;
    }

    private static bool IsTemporary(int error) => error is LinuxCalls.AgainError or LinuxCalls.InterruptedError;
}
