using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Logging;

/// <summary>
/// So many events of a name in each period, and then one that says how many more there were: ten thousand zones that lose
/// their primary do not hide what else happens.
/// </summary>
internal sealed class LogLimit(int burst, TimeSpan period)
{
    private readonly Dictionary<string, Counted> _names = new(StringComparer.Ordinal);

    /// <summary>False: it is counted, and left out.</summary>
    public bool Takes(LogEvent next)
    {
        if (burst == 0)
        {
            return true;
        }

        if (!_names.TryGetValue(next.Name, out Counted? counted))
        {
            counted = new Counted { Begin = next.Time, Level = next.Level };
            _names.Add(next.Name, counted);
        }

        counted.Taken++;
        counted.Level = next.Level > counted.Level ? next.Level : counted.Level;
        return counted.Taken <= burst;
    }

    /// <summary>Ends the periods that are over; what was left out in them.</summary>
    public IReadOnlyList<LogEvent> LeftOut(DateTimeOffset now)
    {
        var events = new List<LogEvent>();
        foreach ((string name, Counted counted) in _names)
        {
            // A clock that was set back ends them too.
            if (now - counted.Begin < period && now >= counted.Begin)
            {
                continue;
            }

            _names.Remove(name);
            long more = counted.Taken - burst;
            if (more > 0)
            {
                events.Add(new LogEvent(
                    now,
                    counted.Level,
                    "left-out",
                    $"{more} more events '{name}' in {period.TotalSeconds:0} s are left out",
                    [new("of", name), new("events", more)]));
            }
        }

        return events;
    }

    private sealed class Counted
    {
        public required DateTimeOffset Begin { get; init; }

        public required LogLevel Level { get; set; }

        public long Taken { get; set; }
    }
}
