using System.Globalization;
using ReverseDns.App.Top;

namespace ReverseDns.App.Commands;

/// <summary>What is asked most, for a person.</summary>
internal static class TopText
{
    public static IEnumerable<string> Lines(TopReport report)
    {
        if (report.OneIn == 0)
        {
            yield return "no queries are drawn here (top-lists.one-in)";
            yield break;
        }

        var since = DateTimeOffset.FromUnixTimeSeconds(report.Since);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"since {since:u} about {report.Queries:N0} queries, of which one in {report.OneIn} was drawn{(report.Lost > 0 ? $"; {report.Lost:N0} drawn ones were lost" : "")}");
        (string Title, IReadOnlyList<TopEntry> Entries)[] lists =
        [
            ("clients (/24, /48)", report.Clients), ("zones", report.Zones), ("delegations", report.Delegations), ("blocks (/16, /32)", report.Blocks),
            ("blocks (/8, /12)", report.WideBlocks), ("types", report.Types),
        ];
        foreach ((string title, IReadOnlyList<TopEntry> entries) in lists.Where(list => list.Entries.Count > 0))
        {
            yield return "";
            yield return title;
            foreach (TopEntry entry in entries)
            {
                string prefix = entry.Prefix is null ? "" : $" ({entry.Prefix})";
                string error = entry.Error == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", up to {entry.Error:N0} fewer");
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry.Queries,14:N0} {(report.Queries == 0 ? 0 : 100.0 * entry.Queries / report.Queries),5:F1} %  {entry.Name}{prefix}{error}");
            }
        }
    }
}
