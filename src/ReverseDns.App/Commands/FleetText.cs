using System.Globalization;
using ReverseDns.App.Fleet;
using ReverseDns.App.Health;

namespace ReverseDns.App.Commands;

/// <summary>All instances, for a person.</summary>
internal static class FleetText
{
    private const int ShownZones = 50;

    public static IEnumerable<string> Lines(FleetStatus status)
    {
        string[][] rows =
        [
            ["INSTANCE", "VERDICT", "SINCE", "ROUTE", "ZONES", "BEHIND", "LAG", "VERSION"],
            .. status.Instances.Select(Row),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        for (int row = 0; row < rows.Length; row++)
        {
            yield return string.Join("  ", rows[row].Select((text, column) => text.PadRight(widths[column]))).TrimEnd();
            foreach (string line in row == 0 ? [] : Problems(status.Instances[row - 1]))
            {
                yield return "  " + line;
            }
        }

        foreach (FleetZone zone in status.Differing.Take(ShownZones))
        {
            yield return $"{zone.Zone}: {string.Join("; ", zone.Serials.GroupBy(item => item.Serial).OrderByDescending(group => group.Count()).Select(Describe))}";
        }

        if (status.Differing.Count > ShownZones)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {status.Differing.Count - ShownZones:N0} more zones that differ: see --json");
        }
    }

    private static string[] Row(FleetLine line) =>
    [
        line.Name,
        line.Verdict is null ? "not reached" : line.FloorHeld ? $"{line.Verdict} (floor)" : line.Verdict,
        line.Since is { } since ? since.ToString("u", CultureInfo.InvariantCulture) : "-",
        line.Route ?? "-",
        Number(line.Zones),
        Number(line.Behind),
        line.LagSeconds is { } lag ? string.Create(CultureInfo.InvariantCulture, $"{lag}s") : "-",
        line.Version ?? "-",
    ];

    private static IEnumerable<string> Problems(FleetLine line)
    {
        if (line.Error is { } error)
        {
            yield return $"{line.Url}: {error}";
        }

        if (line.Unserved > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{line.Unserved:N0} zones are not answered from");
        }

        foreach (ReasonReport reason in line.Reasons)
        {
            yield return $"{reason.Class}: {reason.Reason}: {reason.Cause}";
        }
    }

    private static string Describe(IGrouping<uint?, FleetSerial> group)
    {
        long lag = group.Max(item => item.LagSeconds);
        string late = lag > 0 ? string.Create(CultureInfo.InvariantCulture, $" (behind for {lag} s)") : "";
        return $"{(group.Key is { } serial ? serial.ToString(CultureInfo.InvariantCulture) : "nothing")} on {string.Join(", ", group.Select(item => item.Instance))}{late}";
    }

    private static string Number(int? number) => number is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "-";
}
