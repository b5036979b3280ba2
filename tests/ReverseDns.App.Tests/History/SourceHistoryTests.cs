using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.History;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.History;

[SuppressMessage("Reliability", "CA2213", Justification = "Disposed asynchronously")]
public sealed class SourceHistoryTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _clock = new(new DateTimeOffset(2026, 11, 1, 23, 40, 0, TimeSpan.Zero));
    private UniqueSources _sources = null!;
    private WorkerSources _worker = null!;
    private SourceHistory _history = null!;

    public SourceHistoryTests()
    {
        WriteKey("sixteen letters."u8);
        Open();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _history.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Five_minutes_and_days_are_counted_each_for_themselves()
    {
        See(0, 10);
        Pass(minutes: 5);
        See(5, 10);
        Pass(minutes: 15);
        See(0, 4);
        Pass(minutes: 5);

        Assert.Equal([10L, 10, 0, 0, 4, 0], Read("00:25:00"));
        Assert.Equal([15L, 4], Read("40.00:00:00"));
        Assert.Equal(4, _history.LastFiveMinutes.Ipv4);
        Assert.Equal(4, _history.Today.Ipv4);
    }

    [Fact]
    public void What_was_late_when_the_time_turned_belongs_to_the_time_before()
    {
        See(0, 10);
        _clock.Now += TimeSpan.FromMinutes(20);
        See(5, 10);
        Pass(minutes: 0);

        Assert.Equal([15L, 0], Read("40.00:00:00"));
    }

    [Fact]
    public void A_kill_within_the_day_leaves_what_was_counted()
    {
        See(0, 10);
        Reopen();
        See(5, 10);

        Assert.Equal([15L], Read("00:00:01"));
        Assert.Equal(15, _history.Today.Ipv4);
        Pass(minutes: 5);
        Reopen();
        Assert.Equal(15, _history.LastFiveMinutes.Ipv4);
        Assert.Equal(15, _history.Today.Ipv4);
    }

    [Fact]
    public void A_day_that_has_ended_while_nothing_ran_is_kept_and_the_next_begins_at_zero()
    {
        See(0, 10);
        _clock.Now += TimeSpan.FromMinutes(40);
        Reopen();
        See(1_000, 10);

        Assert.Equal([10L, 10], Read("40.00:00:00"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_the_fall_of_the_machine_has_torn_costs_the_last_second(int turn)
    {
        See(0, 10);
        See(10, turn);
        See(20, 1);
        Tear();

        Reopen();
        Assert.InRange(_history.Today.Ipv4, 10, 11 + turn);
        See(0, 21);
        Assert.Equal(21, _history.Today.Ipv4);
    }

    [Fact]
    public void With_another_key_nothing_goes_on_and_nothing_that_was_counted_gets_less()
    {
        See(0, 10);
        WriteKey("another sixteen."u8);
        Reopen();
        See(0, 8);

        Assert.Equal(8, _history.Today.Ipv4);
        Assert.Equal([10L], Read("40.00:00:00"));
    }

    /// <summary>With these keys so few are counted exactly.</summary>
    private void WriteKey(ReadOnlySpan<byte> key) => File.WriteAllBytes(_folder.File("sources.key"), key);

    private void Tear()
    {
        using var file = new FileStream(_folder.File("sources.state"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = file.Length / 4;
        file.WriteByte(1);
    }

    private void See(int first, int sources)
    {
        for (int i = first; i < first + sources; i++)
        {
            _worker.Add((uint)i, isIpv6: false);
        }

        _history.Sample();
    }

    /// <summary>Second by second only where something turns.</summary>
    private void Pass(int minutes)
    {
        for (int i = 0; i < minutes; i++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            _history.Sample();
        }

        _clock.Now += TimeSpan.FromSeconds(1);
        _history.Sample();
        _clock.Now -= TimeSpan.FromSeconds(1);
    }

    private long[] Read(string range)
    {
        HistoryRange found = _history.Read(_clock.Now - TimeSpan.Parse(range, System.Globalization.CultureInfo.InvariantCulture), _clock.Now, 500);
        return [.. found.Points.OfType<long[]>().Select(point => point[0])];
    }

    private void Open()
    {
        byte[] key = SourceState.ReadKey(_folder.Path)!;
        _sources = new UniqueSources(new SourceKey(key));
        _worker = _sources.AddWorker();
        _history = new SourceHistory(_sources, new SourceFiles(_folder.Path, key), _clock, NullLogger.Instance);
    }

    /// <summary>As after a kill: nothing is said to the one before, whose files stay open as in a process that hangs.</summary>
    private void Reopen() => Open();
}
