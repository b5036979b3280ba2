using System.Globalization;
using System.Runtime.InteropServices;

namespace ReverseDns.Zones;

/// <summary>The "start-stop[/step]" of $GENERATE; both ends belong to it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GenerateRange(int Start, int Stop, int Step)
{
    public long Count => (((long)Stop - Start) / Step) + 1;

    public static bool TryParse(ReadOnlySpan<byte> text, out GenerateRange range)
    {
        range = default;
        int step = 1;
        int slash = text.IndexOf((byte)'/');
        if (slash >= 0 && !TryParseNumber(text[(slash + 1)..], out step))
        {
            return false;
        }

        ReadOnlySpan<byte> ends = slash >= 0 ? text[..slash] : text;
        int dash = ends.IndexOf((byte)'-');
        if (dash < 0 || !TryParseNumber(ends[..dash], out int start) || !TryParseNumber(ends[(dash + 1)..], out int stop))
        {
            return false;
        }

        range = new GenerateRange(start, stop, step);
        return step > 0 && start <= stop;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
