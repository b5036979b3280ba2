using System.Globalization;
using System.Text;

namespace ReverseDns.Bench.Results;

/// <summary>The main rows of a run as bars, each row on its own scale: the longest bar is the dearest server, shorter is better.</summary>
internal static class Plot
{
    private const int Left = 210;
    private const int BarWidth = 380;
    private const int Width = 700;
    private const int BarHeight = 13;
    private const int RowGap = 14;
    private const int Top = 40;

    private static readonly string[] Colours = ["#9aa5b1", "#5b7083", "#d9480f"];

    private static readonly (string Name, string Scenario, string Unit, Func<Measurement, double?> Value)[] Rows =
    [
        ("UDP: CPU a query", "udp", "µs", one => one.CpuMicroseconds),
        ("UDP, DO=1, signed: CPU a query", "dnssec", "µs", one => one.CpuMicroseconds),
        ("TCP: CPU a query", "tcp", "µs", one => one.CpuMicroseconds),
        ("start to first answer", "start", "ms", one => one.Milliseconds),
        ("reload of an edited million", "reload", "ms", one => one.Milliseconds),
        ("memory", "memory", "MB", one => one.Megabytes),
        ("memory at a reload's peak", "reload", "MB", one => one.PeakMegabytes),
    ];

    public static string Draw(Measurement[] all, string[] servers)
    {
        int rowHeight = (servers.Length * BarHeight) + RowGap;
        int height = Top + (Rows.Length * rowHeight) + RowGap;
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" font-family="sans-serif" font-size="12">""");
        Line(svg, $"""<rect width="{Width}" height="{height}" fill="#ffffff"/>""");
        for (int i = 0; i < servers.Length; i++)
        {
            int x = Left + (i * 90);
            Line(svg, $"""<rect x="{x}" y="12" width="12" height="12" fill="{Colour(i)}"/><text x="{x + 18}" y="22" fill="#222222">{servers[i]}</text>""");
        }

        int y = Top;
        foreach ((string name, string scenario, string unit, Func<Measurement, double?> value) in Rows)
        {
            double[] medians = [.. servers.Select(server => Summary.Median(
                all.Where(one => string.Equals(one.Server, server, StringComparison.Ordinal)
                    && string.Equals(one.Scenario, scenario, StringComparison.Ordinal)),
                value))];
            DrawRow(svg, y, name, unit, medians);
            y += rowHeight;
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawRow(StringBuilder svg, int y, string name, string unit, double[] medians)
    {
        double longest = medians.Where(double.IsFinite).DefaultIfEmpty(1).Max();
        int middle = y + (medians.Length * BarHeight / 2) + 4;
        Line(svg, $"""<text x="{Left - 10}" y="{middle}" text-anchor="end" fill="#222222">{name}</text>""");
        for (int i = 0; i < medians.Length; i++)
        {
            if (!double.IsFinite(medians[i]))
            {
                continue;
            }

            int top = y + (i * BarHeight);
            double width = Math.Max(BarWidth * medians[i] / longest, 1);
            string format = medians[i] < 100 ? "F2" : "F0";
            string figure = medians[i].ToString(format, CultureInfo.InvariantCulture);
            Line(svg, $"""<rect x="{Left}" y="{top}" width="{width:F1}" height="{BarHeight - 2}" fill="{Colour(i)}"/>""");
            Line(svg, $"""<text x="{Left + width + 6:F1}" y="{top + BarHeight - 3}" font-size="10" fill="#222222">{figure} {unit}</text>""");
        }
    }

    private static string Colour(int server) => Colours[server % Colours.Length];

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
}
