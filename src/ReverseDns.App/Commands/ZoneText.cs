using System.Globalization;
using ReverseDns.App.Control;

namespace ReverseDns.App.Commands;

/// <summary>How zones stand, for a person: one with all there is to say, many with a line each.</summary>
internal static class ZoneText
{
    /// <summary>Of the rows. What has any length comes last.</summary>
    public const string Head = "STATE      SERIAL      OFFERED     LAG       EXPIRES   ZONE";

    public static string Row(ZoneStatus zone)
    {
        SecondaryStatus? secondary = zone.Secondary;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Word(zone),-10} {Or(zone.Serial),-11} {Or(secondary?.OfferedSerial),-11} {Span(secondary?.LagSeconds),-9} {Span(secondary?.SecondsToExpiry),-9} {zone.Zone}");
    }

    public static IEnumerable<string> Lines(ZoneStatus zone)
    {
        yield return zone.IsServed
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{zone.Zone} serial {zone.Serial}, {zone.Records:N0} records in {zone.Bytes:N0} octets, loaded {zone.LoadedAt:u}")
            : $"{zone.Zone} BROKEN, answered with SERVFAIL";
        yield return $"state        {Word(zone)}{(zone.Reason is { } reason ? $": {reason}" : "")}";
        foreach (string line in zone.Secondary is { } secondary ? Lines(secondary) : [])
        {
            yield return line;
        }

        if (zone.SignaturesEnd is { } end)
        {
            string signed = zone.UnsignedSerial is { } from ? string.Create(CultureInfo.InvariantCulture, $"signed here from serial {from}") : "comes signed";
            yield return $"{signed}; the first signature ends {end:u}";
        }

        foreach (string alarm in zone.Alarms)
        {
            yield return $"ALARM: {alarm}";
        }

        yield return $"file {zone.File}";
        foreach (string line in zone.Diagnostics)
        {
            yield return $"  {line}";
        }
    }

    private static IEnumerable<string> Lines(SecondaryStatus secondary)
    {
        yield return $"offered      {(secondary.OfferedSerial is null ? "nothing yet" : $"serial {secondary.OfferedSerial}")}"
            + (secondary.BehindSince is { } since ? $", behind for {Span(secondary.LagSeconds)}, since {since:u}" : "");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"checked      {Time(secondary.LastCheck)}, good {Time(secondary.LastSuccess)}, {secondary.Failures} failures since, next {secondary.NextCheck:u}");
        yield return $"expires      {(secondary.Expires is { } expires ? $"{expires:u}, in {Span(secondary.SecondsToExpiry)}" : "there is nothing to expire")}";
        if (secondary.LastTransfer is { } transfer)
        {
            yield return $"came by      {transfer}";
        }

        foreach (PrimaryReport primary in secondary.Primaries)
        {
            yield return $"primary      {primary.Address} by {primary.Transport}{(primary.Key is { } key ? $" with key {key}" : "")}";
            yield return $"  offers     {(primary.OfferedSerial is { } offered ? $"serial {offered}" : "nothing yet")}, asked {Time(primary.LastCheck)}, good {Time(primary.LastSuccess)}";
            if (primary.FailingSince is { } failing)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"  failing    since {failing:u}, {primary.Failures} checks: {primary.LastError}");
            }
        }
    }

    private static string Word(ZoneStatus zone) => zone.State.ToString().ToLowerInvariant();

    private static string Or(uint? serial) => serial?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Time(DateTimeOffset? time) => time is { } known ? $"{known:u}" : "never";

    /// <summary>The two largest units.</summary>
    private static string Span(long? seconds)
    {
        if (seconds is not long all)
        {
            return "-";
        }

        var span = TimeSpan.FromSeconds(all);
        return span switch
        {
            { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{span.Days}d {span.Hours}h"),
            { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h {span.Minutes}m"),
            { Minutes: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m {span.Seconds}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
        };
    }
}
