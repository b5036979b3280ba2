using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReverseDns.Bench.Traffic;

/// <summary>One connected UDP socket: a batch of queries with one system call, a batch of answers with another.</summary>
internal sealed unsafe class UdpFlow : IFlow
{
    private const int Batch = 64;
    private const int RequestSize = 320;

    /// <summary>Of an answer only the header is looked at.</summary>
    private const int AnswerSize = 64;

    private const int SocketBufferSize = 4 << 20;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly byte* _memory;
    private readonly MessageVector* _answers;
    private readonly MessageVector* _requests;

    public UdpFlow(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = SocketBufferSize,
            SendBufferSize = SocketBufferSize,
        };
        _socket.Connect(server);
        _descriptor = (int)_socket.Handle;
        int vectors = sizeof(MessageVector) + sizeof(BufferVector);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(Batch * ((2 * vectors) + AnswerSize + RequestSize)));
        _answers = (MessageVector*)_memory;
        _requests = _answers + Batch;
        var buffers = (BufferVector*)(_requests + Batch);
        byte* octets = (byte*)(buffers + (2 * Batch));
        for (int i = 0; i < Batch; i++)
        {
            buffers[i] = new BufferVector { Start = octets + (i * AnswerSize), Length = AnswerSize };
            buffers[Batch + i] = new BufferVector { Start = octets + (Batch * AnswerSize) + (i * RequestSize) };
            _answers[i] = Message(buffers + i);
            _requests[i] = Message(buffers + Batch + i);
        }
    }

    public Outstanding Outstanding { get; } = new();

    public int Receive(TrafficTally tally)
    {
        int received = TrafficCalls.ReceiveMessages(
            _descriptor, _answers, Batch, TrafficCalls.DontWait | TrafficCalls.WholeLength, timeout: null);
        if (received <= 0)
        {
            return 0;
        }

        long now = Stopwatch.GetTimestamp();
        for (int i = 0; i < received; i++)
        {
            var answer = new ReadOnlySpan<byte>(_answers[i].Header.Buffers->Start, AnswerSize);
            if (Outstanding.TryAnswer(BinaryPrimitives.ReadUInt16BigEndian(answer), out long sentAt))
            {
                tally.Add(sentAt, now, (int)_answers[i].Length, answer[3]);
            }
        }

        return received;
    }

    public void Send(QuestionSet questions, Pace pace)
    {
        long now = Stopwatch.GetTimestamp();
        int count = 0;
        for (; count < Batch && pace.TryLeave(Outstanding, now, out long countsFrom); count++)
        {
            ReadOnlySpan<byte> question = questions.Next();
            BufferVector* buffer = _requests[count].Header.Buffers;
            buffer->Length = (nuint)question.Length;
            var request = new Span<byte>(buffer->Start, RequestSize);
            question.CopyTo(request);
            BinaryPrimitives.WriteUInt16BigEndian(request, Outstanding.Send(countsFrom));
        }

        // What the kernel does not take counts as lost, as it would on the network.
        for (int sent = 0; sent < count;)
        {
            int taken = TrafficCalls.SendMessages(_descriptor, _requests + sent, (uint)(count - sent), TrafficCalls.DontWait);
            if (taken <= 0)
            {
                return;
            }

            sent += taken;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        NativeMemory.Free(_memory);
    }

    private static MessageVector Message(BufferVector* buffer) =>
        new() { Header = new MessageHeader { Buffers = buffer, BufferCount = 1 } };
}
