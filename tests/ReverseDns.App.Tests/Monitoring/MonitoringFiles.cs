using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace ReverseDns.App.Tests.Monitoring;

/// <summary>What deploy/monitoring asks Prometheus for.</summary>
internal static class MonitoringFiles
{
    public static string Folder { get; } = Path.Combine(RepositoryFolder.Path, "deploy", "monitoring");

    public static string[] Dashboards { get; } = [.. Directory.EnumerateFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>Name and expression.</summary>
    public static IReadOnlyList<(string Name, Expression Expression)> RecordingRules { get; } =
        [.. Rules("rules.yml").Select(rule => (Text(rule, "record"), new Expression(Text(rule, "expr"))))];

    public static IReadOnlyList<YamlMappingNode> Alerts { get; } = [.. Rules("alerts.yml")];

    /// <summary>Unit tests of alerts: the alert, and whether it is expected.</summary>
    public static IReadOnlyList<(string Alert, bool Fires)> AlertTests { get; } =
        [.. from test in Items(Read("alerts-test.yml"), "tests")
            from expected in Items(test, "alert_rule_test")
            select (Text(expected, "alertname"), Items(expected, "exp_alerts").Any())];

    public static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    public static YamlMappingNode Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, file))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>Panels of a dashboard, those in rows included.</summary>
    public static IEnumerable<JsonElement> Panels(JsonElement parent) =>
        parent.TryGetProperty("panels", out JsonElement panels) ? panels.EnumerateArray().SelectMany(panel => Panels(panel).Prepend(panel)) : [];

    /// <summary>The expressions of a dashboard with a value in the place of each variable.</summary>
    public static IEnumerable<(string Panel, Expression Expression, string Legend)> Expressions(JsonElement dashboard) =>
        from panel in Panels(dashboard)
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select (
            panel.GetProperty("title").GetString()!,
            new Expression(Fill(target.GetProperty("expr").GetString()!)),
            target.TryGetProperty("legendFormat", out JsonElement legend) ? legend.GetString()! : "");

    private static string Fill(string expression) => expression
        .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
        .Replace("$__range", "7d", StringComparison.Ordinal)
        .Replace("$job", "rdns", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal);

    private static IEnumerable<YamlMappingNode> Rules(string file) => Items(Read(file), "groups").SelectMany(group => Items(group, "rules"));

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) => ((YamlSequenceNode)node[key]).OfType<YamlMappingNode>();
}
