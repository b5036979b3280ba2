using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Bench.Results;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.Bench;

/// <summary>
/// How many of other clients' questions are answered while one network floods. The server has a part of core 0, which threads that do
/// nothing take from it ("taskset -c 0"), so that what core 1 can send is a multiple of what it can answer.
/// </summary>
internal static class FloodBenchmark
{
    private const int Idlers = 7;
    private const int Rate = 1_000;
    private const string Seconds = "10";
    private static readonly IPAddress Flooder = IPAddress.Parse("127.200.0.1");

    public static async Task<int> RunAsync()
    {
        using var turns = new TurnAbout(rounds: 1);
        using var stop = new CancellationTokenSource();
        Thread[] idlers = [.. Enumerable.Range(0, Idlers).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Thread.SpinWait(1_000);
            }
        }) { IsBackground = true })];
        Array.ForEach(idlers, idler => idler.Start());
        foreach (bool isOn in (bool[])[false, true])
        {
            await using var server = new DnsServer(Options(isOn), turns.Zones());
            server.Start();
            string questions = Path.Combine(turns.Folder, "plain.txt");
            Measurement most = await TrafficAsync(server.Addresses[0], questions, rate: 0, "3");
            using Process flood = Start("flood-send", server.Addresses[0].ToString(), "12");
            Measurement others = await TrafficAsync(server.Addresses[0], questions, Rate, Seconds);
            long sent = long.Parse(await flood.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture) / 12;
            double capacity = most.QueriesPerSecond!.Value;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(isOn ? "protected  " : "unprotected")}: answers {capacity:F0} a second; flooded with {sent} a second ({sent / capacity:F1} times); of others' questions answered {100.0 * others.Answered / (others.Answered + others.Lost):F2} %; in the kernel {server.Counters.Drops(DropReason.Flood)} shut out, {server.Counters.Drops(DropReason.KernelBuffer)} without room"));
        }

        await stop.CancelAsync();
        return 0;
    }

    /// <summary>Sends the same question as fast as it can from one address, and prints how often.</summary>
    public static int Send(IPEndPoint server, int seconds)
    {
        byte[] question = AnswerLoop.Question(DomainName.Parse(TurnAbout.Question(1)));
        question[5] = 1;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(Flooder, 0));
        socket.Connect(server);
        long sent = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            for (int i = 0; i < 64; i++)
            {
                sent += socket.Send(question) > 0 ? 1 : 0;
            }
        }

        Console.WriteLine(sent);
        return 0;
    }

    private static async Task<Measurement> TrafficAsync(IPEndPoint server, string questions, int rate, string seconds)
    {
        using Process traffic = Start(
            "traffic", "--server", server.ToString(), "--questions", questions,
            "--rate", rate.ToString(CultureInfo.InvariantCulture), "--warmup", "0.5", "--seconds", seconds);
        string line = await traffic.StandardOutput.ReadToEndAsync();
        await traffic.WaitForExitAsync();
        return Measurement.Parse(line);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "taskset", ["-c", "1", Environment.ProcessPath!, typeof(FloodBenchmark).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;

    private static ServerOptions Options(bool isOn) => new()
    {
        Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
        Workers = 1,
        PinWorkers = false,
        RateLimit = new RateLimitOptions { IsOn = isOn, Allowed = [AddressPrefix.Parse("127.0.0.1")] },
    };
}
