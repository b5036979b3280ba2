using System.Globalization;
using YamlDotNet.Serialization;

namespace ReverseDns.App.Tests.Rssac002;

/// <summary>Reads reports as those do who collect them.</summary>
internal sealed class ReportFolder(string folder)
{
    private static readonly string[] Head = ["version", "service", "start-period", "metric"];

    /// <summary>What stands behind the head of a report.</summary>
    public Dictionary<string, object?> Read(string prefix, DateOnly day, string metric)
    {
        string path = Path.Combine(
            folder,
            day.ToString("yyyy/MM", CultureInfo.InvariantCulture),
            metric,
            string.Create(CultureInfo.InvariantCulture, $"{prefix}-{day:yyyyMMdd}-{metric}.yaml"));
        Dictionary<string, object?> report = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(File.ReadAllText(path));
        Assert.Equal(
            ["rssac002v4", "x.rdns.example", string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T00:00:00Z"), metric],
            Head.Select(key => report[key]));
        return report.Where(item => !Head.Contains(item.Key)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The numbers of a report, those of maps in it as KEY/KEY.</summary>
    public Dictionary<string, long> Numbers(string prefix, DateOnly day, string metric) => Read(prefix, day, metric)
        .SelectMany(item => item.Value is IDictionary<object, object> map
            ? map.Select(inner => ($"{item.Key}/{inner.Key}", inner.Value.ToString()!))
            : [(item.Key, item.Value?.ToString() ?? "")])
        .ToDictionary(item => item.Item1, item => long.Parse(item.Item2, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public IEnumerable<string> Names => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal);
}
