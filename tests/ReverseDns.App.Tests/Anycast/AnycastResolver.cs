using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>
/// Asks 2,000 questions a second, half of them over IPv6, from so many ports that every instance gets its share; checks each
/// answer, and knows of each question whether it was answered.
/// </summary>
internal sealed class AnycastResolver : IAsyncDisposable
{
    public const int Rate = 2_000;
    private const int PortsOfFamily = 48;
    private const int Ports = 2 * PortsOfFamily;
    private const int Longest = 600;
    private const int HeaderSize = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Socket[] _sockets;
    private readonly long[] _sent = new long[Rate * Longest];
    private readonly byte[] _outcome = new byte[Rate * Longest];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _sender;
    private readonly Task[] _receivers;
    private int _count;

    public AnycastResolver(NetworkNamespace space)
    {
        _sockets = space.Enter(() => Enumerable.Range(0, Ports).Select(Open).ToArray());
        _receivers = [.. Enumerable.Range(0, Ports).Select(ReceiveAsync)];
        _sender = new Thread(Send) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _sender.Start();
    }

    private enum Outcome : byte
    {
        None,
        Right,
        Error,
        Wrong,
    }

    /// <summary>What has become of the questions of a time; those that are not old enough yet are waited for.</summary>
    public async Task<AnswerTally> TallyAsync(long begin, long end)
    {
        await Task.Delay(Patience);
        int[] counts = new int[4];
        for (int question = 0; question < Volatile.Read(ref _count); question++)
        {
            if (_sent[question] >= begin && _sent[question] < end)
            {
                counts[_outcome[question]]++;
            }
        }

        return new AnswerTally(counts.Sum(), counts[(int)Outcome.None], counts[(int)Outcome.Error], counts[(int)Outcome.Wrong]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _sender.Join();
        Array.ForEach(_sockets, socket => socket.Dispose());
        await Task.WhenAll(_receivers);
        _stop.Dispose();
    }

    private static Socket Open(int port)
    {
        bool isIpv6 = port % 2 == 1;
        var socket = new Socket(isIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse(isIpv6 ? "2001:db8::53" : "192.0.2.53"), 53));
        return socket;
    }

    private static string Host(int question) => string.Create(CultureInfo.InvariantCulture, $"{question % 256}");

    private void Send()
    {
        long begin = Stopwatch.GetTimestamp();
        using var tick = new ManualResetEventSlim();
        while (!_stop.IsCancellationRequested && _count < _sent.Length)
        {
            int due = Math.Min((int)(Stopwatch.GetElapsedTime(begin).TotalSeconds * Rate), _sent.Length);
            for (int question = _count; question < due; question++)
            {
                _sent[question] = Stopwatch.GetTimestamp();
                Volatile.Write(ref _count, question + 1);
                TrySend(question);
            }

            tick.Wait(TimeSpan.FromMilliseconds(1));
        }
    }

    private void TrySend(int question)
    {
        byte[] name = DomainName.Parse($"{Host(question)}.{AnycastLab.Zone}").Wire.ToArray();
        byte[] query = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, (byte)RecordType.PTR, 0, 1];
        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)(question / Ports));
        try
        {
            _sockets[question % Ports].Send(query);
        }
        catch (SocketException)
        {
            // No route, or refused by somebody: it is lost.
        }
    }

    private async Task ReceiveAsync(int port)
    {
        byte[] answer = new byte[4_096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                int length = await _sockets[port].ReceiveAsync(answer, SocketFlags.None, _stop.Token);
                int question = length < HeaderSize ? -1 : (BinaryPrimitives.ReadUInt16BigEndian(answer) * Ports) + port;
                if (question >= 0 && question < Volatile.Read(ref _count))
                {
                    _outcome[question] = (byte)Judge(question, answer.AsSpan(0, length));
                }
            }
            catch (SocketException)
            {
                // An ICMP error: what was asked is lost.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static Outcome Judge(int question, ReadOnlySpan<byte> answer)
    {
        const int authoritativeResponse = 0x84;
        string target = $"host-{Host(question)}";
        return (answer[3] & 0xF) is (int)ResponseCode.ServFail or (int)ResponseCode.Refused ? Outcome.Error
            : answer[2] == authoritativeResponse && answer[3] == 0 && BinaryPrimitives.ReadUInt16BigEndian(answer[6..]) == 1
                && answer.IndexOf((ReadOnlySpan<byte>)[(byte)target.Length, .. Encoding.ASCII.GetBytes(target), 7]) > 0 ? Outcome.Right
            : Outcome.Wrong;
    }
}
