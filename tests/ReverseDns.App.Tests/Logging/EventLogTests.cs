using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Logging;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Logging;

public sealed partial class EventLogTests : IDisposable
{
    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa");

    private readonly StringWriter _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public async Task An_event_is_an_object_with_its_name_and_its_fields()
    {
        await using (EventLog log = Open(new LogOptions(Format: LogFormat.Json)))
        {
            LogMoved(log, Zone, new Serial(7), 3, ["a", "b"], "not \"now\"");
        }

        JsonElement item = JsonDocument.Parse(Assert.Single(Lines())).RootElement;
        Assert.Equal("zone-moved", item.GetProperty("event").GetString());
        Assert.Equal("warning", item.GetProperty("level").GetString());
        Assert.Equal("Zone 2.0.192.in-addr.arpa.: serial 7, 3 records, a, b: not \"now\"", item.GetProperty("message").GetString());
        Assert.Equal("2.0.192.in-addr.arpa.", item.GetProperty("zone").GetString());
        Assert.Equal(7, item.GetProperty("serial").GetInt64());
        Assert.Equal(3, item.GetProperty("records").GetInt64());
        Assert.Equal(["a", "b"], item.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("not \"now\"", item.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task What_comes_from_elsewhere_makes_no_other_line_and_commands_no_terminal()
    {
        await using (EventLog log = Open(new LogOptions()))
        {
            LogCause(log, "one\n2026-01-01T00:00:00.000Z error: two \u001b[2J");
        }

        Assert.EndsWith("warning: Cause: one | 2026-01-01T00:00:00.000Z error: two \\027[2J", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_events_of_a_kind_only_some_are_written_and_the_number_of_the_others()
    {
        await using (EventLog log = Open(new LogOptions(Burst: 3)))
        {
            for (int i = 0; i < 1_000; i++)
            {
                LogCause(log, $"number {i}");
            }

            LogMoved(log, Zone, new Serial(7), 3, [], "other kinds are not touched");
        }

        string[] lines = Lines();
        Assert.Equal(5, lines.Length);
        Assert.All(lines[..3].Index(), line => Assert.EndsWith($"number {line.Index}", line.Item, StringComparison.Ordinal));
        Assert.EndsWith("other kinds are not touched", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("warning: 997 more events 'cause' in 10 s are left out", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_period_events_are_written_again()
    {
        var limit = new LogLimit(burst: 2, TimeSpan.FromSeconds(10));
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(i => limit.Takes(At(start.AddSeconds(i)))));
        Assert.Empty(limit.LeftOut(start.AddSeconds(9)));
        Assert.Equal("2 more events 'cause' in 10 s are left out", Assert.Single(limit.LeftOut(start.AddSeconds(10))).Text);
        Assert.True(limit.Takes(At(start.AddSeconds(10))));

        static LogEvent At(DateTimeOffset time) => new(time, LogLevel.Warning, "cause", "it", []);
    }

    [Fact]
    public async Task Who_logs_never_waits_for_a_reader_that_takes_nothing()
    {
        using var stuck = new StuckWriter();
        await using (var log = new EventLog(new LogOptions(Burst: 0), stuck, TimeProvider.System))
        {
            for (int i = 0; i < 10_000; i++)
            {
                LogCause(log, "again");
            }

            Assert.InRange(log.Lost, 1, 10_000);
            stuck.LetGo();
        }

        Assert.True(stuck.Written > 0);
    }

    [Fact]
    public async Task A_full_disk_is_no_fault_and_what_is_lost_is_said_when_there_is_room()
    {
        using var full = new FullWriter();
        await using var log = new EventLog(new LogOptions(), full, TimeProvider.System);
        LogCause(log, "nobody reads this");
        await Eventually.HoldsAsync(() => log.Lost == 1);
        full.HasRoom = true;
        LogCause(log, "but this");
        await Eventually.HoldsAsync(() => full.Lines.Count == 2);
        Assert.EndsWith("but this", full.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("warning: 1 events could not be written", full.Lines[1], StringComparison.Ordinal);
    }

    private EventLog Open(LogOptions options) => new(options, _lines, TimeProvider.System);

    private string[] Lines() => _lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [LoggerMessage(EventName = "zone-moved", Level = LogLevel.Warning, Message = "Zone {Zone}: serial {Serial}, {Records} records, {Names}: {Cause}")]
    private static partial void LogMoved(ILogger logger, DomainName zone, Serial serial, int records, IReadOnlyList<string> names, string cause);

    [LoggerMessage(EventName = "cause", Level = LogLevel.Warning, Message = "Cause: {Cause}")]
    private static partial void LogCause(ILogger logger, string cause);

    private sealed class StuckWriter : StringWriter
    {
        private readonly ManualResetEventSlim _free = new();

        public int Written { get; private set; }

        public void LetGo() => _free.Set();

        public override void WriteLine(string? value)
        {
            _free.Wait();
            Written++;
        }

        protected override void Dispose(bool disposing)
        {
            _free.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class FullWriter : StringWriter
    {
        private volatile bool _hasRoom;

        public bool HasRoom
        {
            set => _hasRoom = value;
        }

        public List<string> Lines { get; } = [];

        public override void WriteLine(string? value)
        {
            if (!_hasRoom)
            {
                throw new IOException("No space left on device");
            }

            Lines.Add(value!);
        }
    }
}
