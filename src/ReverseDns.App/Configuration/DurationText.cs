using System.Globalization;

namespace ReverseDns.App.Configuration;

/// <summary>A time as an operator writes it: a whole number and its unit, "500ms", "10s", "2m", "1h", "7d".</summary>
internal static class DurationText
{
    // The longer unit first: "ms" ends with "s" too.
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
    ];

    public static bool TryRead(string text, out TimeSpan duration)
    {
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                bool read = int.TryParse(
                    text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
                duration = read ? length * count : default;
                return read;
            }
        }

        duration = default;
        return false;
    }

    public static string Write(TimeSpan duration)
    {
        (string name, TimeSpan length) = Units[0];
        foreach ((string unit, TimeSpan longer) in Units)
        {
            if (longer > length && longer <= duration && duration.Ticks % longer.Ticks == 0)
            {
                (name, length) = (unit, longer);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{name}");
    }
}
