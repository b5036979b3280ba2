using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// The timers of all secondary zones, a line each: zone, seconds since 1970 of last success, next check and expiry, failures.
/// Replaced as a whole; a line that says nothing sensible is as good as none.
/// </summary>
internal sealed class TimerFile(string path)
{
    public Dictionary<DomainName, SecondaryTimers> Read()
    {
        var timers = new Dictionary<DomainName, SecondaryTimers>();
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                string[] fields = line.Split(' ');
                if (fields.Length == 5
                    && DomainName.TryParse(fields[0], out DomainName zone)
                    && TryReadTime(fields[1], out DateTimeOffset success)
                    && TryReadTime(fields[2], out DateTimeOffset next)
                    && TryReadTime(fields[3], out DateTimeOffset expires)
                    && int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out int failures))
                {
                    timers[zone] = new SecondaryTimers(success, next, expires, failures);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The zones are checked soon, as after any start without timers.
        }

        return timers;
    }

    /// <summary>Returns why it could not be written; null when it was.</summary>
    public string? TryWrite(IEnumerable<KeyValuePair<DomainName, SecondaryTimers>> timers)
    {
        string unfinished = path + ".new";
        try
        {
            File.WriteAllLines(unfinished, timers.Select(zone => string.Create(
                CultureInfo.InvariantCulture,
                $"{zone.Key} {Seconds(zone.Value.Checked)} {Seconds(zone.Value.NextCheck)} {Seconds(zone.Value.Expires)} {zone.Value.Failures}")));
            File.Move(unfinished, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        bool isOne = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        time = isOne ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isOne;
    }
}
