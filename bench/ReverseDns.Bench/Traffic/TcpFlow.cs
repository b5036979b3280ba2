using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReverseDns.Bench.Traffic;

/// <summary>
/// One TCP connection with pipelined queries: what the window allows leaves with one write. A server that closes it has
/// lost the answers not yet sent; the next queries go over a new connection.
/// </summary>
internal sealed unsafe class TcpFlow : IFlow
{
    private const int Batch = 64;
    private const int PrefixLength = 2;
    private const int SendSize = Batch * (PrefixLength + QuestionSet.LongestRequest);
    private const int ReceiveSize = PrefixLength + ushort.MaxValue + 1;
    private const int AgainError = 11;

    private readonly IPEndPoint _server;
    private readonly byte* _received = (byte*)NativeMemory.Alloc(ReceiveSize);
    private readonly byte* _sent = (byte*)NativeMemory.Alloc(SendSize);
    private Socket _socket;
    private int _descriptor;
    private int _receivedLength;
    private int _sentStart;
    private int _sentEnd;

    public TcpFlow(IPEndPoint server)
    {
        _server = server;
        _socket = Connect();
        _descriptor = (int)_socket.Handle;
    }

    public Outstanding Outstanding { get; } = new();

    public int Receive(TrafficTally tally)
    {
        nint length = TrafficCalls.Receive(
            _descriptor, _received + _receivedLength, (nuint)(ReceiveSize - _receivedLength), TrafficCalls.DontWait);
        if (length <= 0)
        {
            if (length == 0 || Marshal.GetLastPInvokeError() != AgainError)
            {
                Reconnect(tally);
            }

            return 0;
        }

        _receivedLength += (int)length;
        long now = Stopwatch.GetTimestamp();
        var rest = new ReadOnlySpan<byte>(_received, _receivedLength);
        int answers = 0;
        while (rest.Length >= PrefixLength)
        {
            int end = PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (rest.Length < end)
            {
                break;
            }

            if (Outstanding.TryAnswer(BinaryPrimitives.ReadUInt16BigEndian(rest[PrefixLength..]), out long sentAt))
            {
                tally.Add(sentAt, now, end - PrefixLength, rest[PrefixLength + 3]);
                answers++;
            }

            rest = rest[end..];
        }

        rest.CopyTo(new Span<byte>(_received, ReceiveSize));
        _receivedLength = rest.Length;
        return answers;
    }

    public void Send(QuestionSet questions, Pace pace)
    {
        if (_sentStart == _sentEnd)
        {
            Fill(questions, pace);
        }

        if (_sentStart < _sentEnd)
        {
            nint taken = TrafficCalls.Send(
                _descriptor, _sent + _sentStart, (nuint)(_sentEnd - _sentStart), TrafficCalls.DontWait | TrafficCalls.NoSignal);
            _sentStart += (int)Math.Max(taken, 0);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        NativeMemory.Free(_received);
        NativeMemory.Free(_sent);
    }

    private void Fill(QuestionSet questions, Pace pace)
    {
        long now = Stopwatch.GetTimestamp();
        (_sentStart, _sentEnd) = (0, 0);
        for (int count = 0; count < Batch && pace.TryLeave(Outstanding, now, out long countsFrom); count++)
        {
            ReadOnlySpan<byte> question = questions.Next();
            var place = new Span<byte>(_sent + _sentEnd, SendSize - _sentEnd);
            BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)question.Length);
            question.CopyTo(place[PrefixLength..]);
            BinaryPrimitives.WriteUInt16BigEndian(place[PrefixLength..], Outstanding.Send(countsFrom));
            _sentEnd += PrefixLength + question.Length;
        }
    }

    private void Reconnect(TrafficTally tally)
    {
        tally.Lost += Outstanding.Expire(long.MaxValue);
        tally.Reconnects++;
        _socket.Dispose();
        _socket = Connect();
        _descriptor = (int)_socket.Handle;
        (_receivedLength, _sentStart, _sentEnd) = (0, 0, 0);
    }

    private Socket Connect()
    {
        var socket = new Socket(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(_server);
        return socket;
    }
}
