using System.Diagnostics;
using System.Globalization;
using System.Net;
using ReverseDns.Bench.Results;
using ReverseDns.Protocol;

namespace ReverseDns.Bench.Traffic;

/// <summary>
/// Loads a name server from one thread that never sleeps, and prints what came back as one line of JSON. Without a rate
/// it is a closed loop: each answer is followed by the next query of its socket.
/// </summary>
internal static class TrafficCommand
{
    private const int MillisecondsToLose = 1_000;
    private const int EmptyRoundsToRest = 16;

    public static int Run(ReadOnlySpan<string> words)
    {
        var arguments = new Arguments(
            words, "server", "questions", "dnssec", "tcp", "flows", "window", "rate", "warmup", "seconds", "queries", "pid", "label");
        var server = IPEndPoint.Parse(arguments.Text("server", "127.0.0.1:5300"));
        var questions = QuestionSet.Read(arguments.Text("questions", "questions.txt"), arguments.Integer("dnssec") != 0);
        bool isTcp = arguments.Integer("tcp") != 0;
        var flows = new List<IFlow>();
        try
        {
            for (int i = 0; i < arguments.Integer("flows", 8); i++)
            {
                flows.Add(isTcp ? new TcpFlow(server) : new UdpFlow(server));
            }

            Console.WriteLine(Measure(arguments, questions, flows));
            return 0;
        }
        finally
        {
            flows.ForEach(flow => flow.Dispose());
        }
    }

    private static Measurement Measure(Arguments arguments, QuestionSet questions, List<IFlow> flows)
    {
        var tally = new TrafficTally();
        var pace = new Pace(arguments.Integer("window", 32), arguments.Number("rate"));
        ProcessTree? processes = arguments.Integer("pid") is > 0 and int root ? new ProcessTree(root) : null;
        Turn(flows, questions, pace, tally, arguments.Number("warmup", 0.5), long.MaxValue);

        // Reading of the processes takes a while in which the server goes on: it belongs to the measured time.
        (double User, double System) before = processes?.Cpu() ?? default;
        long start = Stopwatch.GetTimestamp();
        tally.Start(start);
        long queries = arguments.Integer("queries") is > 0 and int most ? most : long.MaxValue;
        Turn(flows, questions, pace, tally, arguments.Number("seconds", 3), queries);
        long end = Stopwatch.GetTimestamp();
        (double User, double System) after = processes?.Cpu() ?? default;

        double seconds = Stopwatch.GetElapsedTime(start, end).TotalSeconds;
        double user = after.User - before.User;
        double cpu = user + after.System - before.System;
        string[] label = arguments.Text("label", "server/scenario/1").Split('/');
        return new Measurement
        {
            Server = label[0],
            Scenario = label[1],
            Round = int.Parse(label[2], CultureInfo.InvariantCulture),
            Seconds = Rounded(seconds),
            Answered = tally.Answered,
            Lost = tally.Lost,
            Reconnects = tally.Reconnects > 0 ? tally.Reconnects : null,
            QueriesPerSecond = Math.Round(tally.Answered / seconds),
            CpuMicroseconds = processes is null ? null : Rounded(cpu * 1e6 / tally.Answered),
            UserMicroseconds = processes is null ? null : Rounded(user * 1e6 / tally.Answered),
            Utilization = processes is null ? null : Rounded(cpu / seconds),
            AnswerOctets = Rounded((double)tally.Octets / tally.Answered),
            ResponseCodes = tally.ResponseCodes.ToDictionary(
                item => ((ResponseCode)item.Code).ToString(), item => item.Count, StringComparer.Ordinal),
            P50Microseconds = Rounded(tally.Latency.Quantile(0.5) / 1e3),
            P99Microseconds = Rounded(tally.Latency.Quantile(0.99) / 1e3),
            P999Microseconds = Rounded(tally.Latency.Quantile(0.999) / 1e3),
            LongestMicroseconds = Rounded(tally.Latency.Longest / 1e3),
            GapMicroseconds = Rounded(tally.LongestGap(end) / 1e3),
        };
    }

    /// <summary>Goes from socket to socket, for a time or until so many were answered.</summary>
    private static void Turn(
        List<IFlow> flows, QuestionSet questions, Pace pace, TrafficTally tally, double seconds, long queries)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        long checkedAt = 0;
        for (int empty = 0; tally.Answered < queries;)
        {
            foreach (IFlow flow in flows)
            {
                empty = flow.Receive(tally) > 0 ? 0 : empty + 1;
                flow.Send(questions, pace);
            }

            long now = Stopwatch.GetTimestamp();
            if (now >= end)
            {
                return;
            }

            if (now - checkedAt > Stopwatch.Frequency / 100)
            {
                checkedAt = now;
                long before = now - (Stopwatch.Frequency / 1_000 * MillisecondsToLose);
                flows.ForEach(flow => tally.Lost += flow.Outstanding.Expire(before));
            }

            if (empty > EmptyRoundsToRest)
            {
                Thread.SpinWait(32);
            }
        }
    }

    private static double Rounded(double value) => Math.Round(value, 3);
}
