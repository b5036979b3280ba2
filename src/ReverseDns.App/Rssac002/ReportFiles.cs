using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Rssac002;

/// <summary>
/// Writes a day's reports under the names that the RSSAC caucus collects them by: YYYY/MM/METRIC/PREFIX-YYYYMMDD-METRIC.yaml.
/// </summary>
internal sealed class ReportFiles(Rssac002Options options)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="sums">In the order of <see cref="DayColumns"/>.</param>
    /// <param name="sources">Null: nobody knows.</param>
    /// <exception cref="IOException">Not all of them are written; none is there in part.</exception>
    public void Write(DateOnly day, long[] sums, SourceCounts? sources, IReadOnlyList<ZoneVersion> versions)
    {
        string service = options.Service;
        Write(day, "traffic-volume", zone: null, ReportText.Volume(service, day, sums));
        Write(day, "traffic-sizes", zone: null, ReportText.Sizes(service, day, sums));
        Write(day, "rcode-volume", zone: null, ReportText.Codes(service, day, sums));
        if (sources is not null)
        {
            Write(day, "unique-sources", zone: null, ReportText.Sources(service, day, sources));
        }

        foreach (DomainName zone in options.Zones)
        {
            string name = zone.ToString();
            IEnumerable<ZoneVersion> own = versions.Where(version => string.Equals(version.Zone, name, StringComparison.Ordinal));
            Write(day, "load-time", zone, ReportText.LoadTimes(service, day, own));
            Write(day, "zone-size", zone, ReportText.ZoneSizes(service, day, own));
        }
    }

    private void Write(DateOnly day, string metric, DomainName? zone, string text)
    {
        string folder = Path.Combine(
            options.Folder!, day.ToString("yyyy", CultureInfo.InvariantCulture), day.ToString("MM", CultureInfo.InvariantCulture), metric);
        string prefix = zone is { } named && options.Zones.Count > 1 ? $"{options.Prefix}-{FileNameOf(named)}" : options.Prefix;
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{prefix}-{day:yyyyMMdd}-{metric}.yaml"));
        AtomicFile.Write(path, Mode, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Of a name with whatever octets in it, classless delegations included.</summary>
    private static string FileNameOf(DomainName zone) => string.Concat(
        zone.ToString().TrimEnd('.').Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));
}
