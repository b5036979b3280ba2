using System.Diagnostics;

namespace ReverseDns.Bench.Traffic;

/// <summary>What the generator has seen since the start of the measured time.</summary>
internal sealed class TrafficTally
{
    private readonly long[] _responseCodes = new long[16];
    private long _lastAnswer;
    private long _longestGap;

    public LatencyHistogram Latency { get; } = new();

    public long Answered { get; private set; }

    public long Lost { get; set; }

    public long Octets { get; private set; }

    /// <summary>TCP connections that the server closed.</summary>
    public long Reconnects { get; set; }

    public IEnumerable<(int Code, long Count)> ResponseCodes =>
        _responseCodes.Select((count, code) => (code, count)).Where(item => item.count > 0);

    public void Add(long sentAt, long now, int length, int responseCode)
    {
        Answered++;
        Octets += length;
        _responseCodes[responseCode & 0x0F]++;
        Latency.Add(Nanoseconds(now - sentAt));
        if (now != _lastAnswer)
        {
            _longestGap = Math.Max(_longestGap, now - _lastAnswer);
            _lastAnswer = now;
        }
    }

    /// <summary>Nanoseconds without any answer, up to now.</summary>
    public long LongestGap(long now) => Nanoseconds(Math.Max(_longestGap, now - _lastAnswer));

    public void Start(long now)
    {
        Latency.Clear();
        Array.Clear(_responseCodes);
        (Answered, Lost, Octets, Reconnects, _longestGap, _lastAnswer) = (0, 0, 0, 0, 0, now);
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
