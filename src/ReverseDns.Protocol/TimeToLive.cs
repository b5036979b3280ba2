namespace ReverseDns.Protocol;

/// <summary>
/// Periods in master files: plain seconds ("3600") or, as all name servers have it, numbers with units ("1h30m",
/// "1W2D"). A number without a unit stands alone: "1h30" is an error.
/// </summary>
public static class TimeToLive
{
    /// <summary>RFC 2181, section 8.</summary>
    public const uint Max = 0x7FFF_FFFF;

    public static bool TryParse(ReadOnlySpan<byte> text, out uint seconds) => TryParse(text, Max, out seconds);

    /// <summary>The same for periods that are no TTL, such as SOA's, which may use all 32 bits.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, uint max, out uint seconds)
    {
        seconds = 0;
        ulong total = 0;
        ulong number = 0;
        int digits = 0;
        int units = 0;
        foreach (byte value in text)
        {
            uint digit = (uint)(value - '0');
            if (digit <= 9)
            {
                number = (number * 10) + digit;
                digits++;
            }
            else
            {
                uint unit = UnitSeconds(value);
                if (unit == 0 || digits == 0)
                {
                    return false;
                }

                total += number * unit;
                (number, digits) = (0, 0);
                units++;
            }

            if (number > uint.MaxValue || total > uint.MaxValue)
            {
                return false;
            }
        }

        bool complete = units == 0 ? digits > 0 : digits == 0;
        total += number;
        seconds = complete && total <= max ? (uint)total : 0;
        return complete && total <= max;
    }

    private static uint UnitSeconds(byte unit) => (byte)(unit | 0x20) switch
    {
        (byte)'s' => 1,
        (byte)'m' => 60,
        (byte)'h' => 3_600,
        (byte)'d' => 86_400,
        (byte)'w' => 604_800,
        _ => 0,
    };
}
