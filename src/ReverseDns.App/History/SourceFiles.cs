using ReverseDns.Server;

namespace ReverseDns.App.History;

/// <summary>What is kept of the sources in a folder: the estimates of five minutes and of days, and what goes on being counted.</summary>
internal sealed class SourceFiles : IDisposable
{
    public static readonly IReadOnlyList<string> Columns = ["ipv4", "ipv6", "ipv6-64"];

    private readonly byte[] _key;
    private readonly RingPair _rings;
    private readonly SourceState _state;

    /// <exception cref="IOException">The files can be neither read nor written.</exception>
    public SourceFiles(string folder, byte[] key)
    {
        _key = key;
        Directory.CreateDirectory(folder);
        _rings = new RingPair(
            Path.Combine(folder, "sources-minutes"), SourceHistory.FiveMinutes, Path.Combine(folder, "sources-days"), SourceHistory.Days);
        _state = SourceState.Open(Path.Combine(folder, "sources.state"));
    }

    public void ReadInto(SourceSpan minutes, SourceSpan day)
    {
        _state.ReadInto(_key, minutes, day);
        minutes.Remember(_rings.Small);
    }

    /// <exception cref="IOException">Not all is written.</exception>
    public void Write(SourceSpan minutes, SourceSpan day, bool isJustBegun)
    {
        minutes.Write(_rings.Small, isJustBegun);
        day.Write(_rings.Large, isJustBegun);
        _state.Write(_key, minutes, day);
    }

    /// <summary>The most of any step where several are one point: unlike requests, sources do not add up.</summary>
    public HistoryRange Read(DateTimeOffset from, DateTimeOffset to, int most, DateTimeOffset now) =>
        _rings.Read(from, to, most, now, Math.Max);

    public SourceCounts? OfDay(DateTimeOffset time) => _rings.Large.Read(time, time) is [var point]
        ? new SourceCounts(point.Values[0], point.Values[1], point.Values[2])
        : null;

    public void Dispose()
    {
        _rings.Dispose();
        _state.Dispose();
    }
}
