using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Bench.Results;

/// <summary>
/// Asks for a zone's SOA every millisecond until it is answered with authority, with a serial of its own if one is
/// given, and prints the time of that in microseconds since 1970; then whatever the server's processes held at most.
/// </summary>
internal static class AwaitCommand
{
    private const int WaitMicroseconds = 1_000;
    private const int MillisecondsBetweenSamples = 20;

    /// <summary>From the end of a SOA's RDATA to its serial.</summary>
    private const int SerialFromEnd = 20;

    public static int Run(ReadOnlySpan<string> words)
    {
        var arguments = new Arguments(words, "server", "zone", "serial", "pid", "seconds");
        var server = IPEndPoint.Parse(arguments.Text("server", "127.0.0.1:5300"));
        byte[] question = Question(DomainName.Parse(arguments.Text("zone", ".")));
        uint? serial = arguments.Text("serial") is { Length: > 0 } text ? uint.Parse(text, CultureInfo.InvariantCulture) : null;
        ProcessTree? processes = arguments.Integer("pid") is > 0 and int root ? new ProcessTree(root) : null;
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        byte[] answer = new byte[4096];
        double peak = 0;
        long sampledAt = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < arguments.Number("seconds", 60))
        {
            if (Ask(socket, server, question, answer) is { } found && (serial is null || found == serial))
            {
                long microseconds = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{microseconds} {peak:F1}"));
                return 0;
            }

            // A server that answers otherwise at once is not to be kept busy by the asking.
            socket.Poll(WaitMicroseconds, SelectMode.SelectRead);
            if (processes is not null && Stopwatch.GetElapsedTime(sampledAt).TotalMilliseconds > MillisecondsBetweenSamples)
            {
                peak = Math.Max(peak, processes.Memory());
                sampledAt = Stopwatch.GetTimestamp();
            }
        }

        return 1;
    }

    /// <summary>The serial answered; null when there is no such answer within a millisecond.</summary>
    private static uint? Ask(Socket socket, IPEndPoint server, byte[] question, byte[] answer)
    {
        try
        {
            socket.SendTo(question, server);
            if (!socket.Poll(WaitMicroseconds, SelectMode.SelectRead))
            {
                return null;
            }

            int length = socket.Receive(answer);
            bool hasSoa = length > question.Length + SerialFromEnd && (answer[2] & 4) != 0 && (answer[3] & 15) == 0 && answer[7] == 1;
            return hasSoa ? Serial(answer.AsSpan(0, length), question.Length) : null;
        }
        catch (SocketException)
        {
            // Nobody listens there as yet.
            return null;
        }
    }

    private static uint Serial(ReadOnlySpan<byte> answer, int questionEnd)
    {
        // The owner is a pointer to the question; its RDATA length says where the five numbers end.
        int rdata = questionEnd + 12;
        int end = rdata + ((answer[rdata - 2] << 8) | answer[rdata - 1]);
        ReadOnlySpan<byte> serial = answer[(end - SerialFromEnd)..];
        return (uint)((serial[0] << 24) | (serial[1] << 16) | (serial[2] << 8) | serial[3]);
    }

    private static byte[] Question(DomainName zone) =>
        [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. zone.Wire, 0, (byte)RecordType.SOA, 0, (byte)RecordClass.IN];
}
