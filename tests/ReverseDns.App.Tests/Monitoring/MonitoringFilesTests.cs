using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace ReverseDns.App.Tests.Monitoring;

/// <summary>Dashboards, rules and alerts, held against what a running instance exposes.</summary>
public sealed partial class MonitoringFilesTests(MonitoredInstance instance) : IClassFixture<MonitoredInstance>
{
    /// <summary>What Prometheus adds to all that it scrapes, and what it makes itself.</summary>
    private static readonly string[] Scraped = ["job", "instance"];

    private static readonly KeyValuePair<string, IReadOnlySet<string>>[] OfPrometheus =
    [
        new("up", new HashSet<string>()), new("ALERTS", new HashSet<string> { "alertname", "alertstate", "severity" }),
    ];

    [Fact]
    public async Task Every_metric_and_label_that_dashboards_rules_and_alerts_name_exists()
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> real = await instance.NamesAsync();
        var known = new Dictionary<string, IReadOnlySet<string>>(real.Concat(OfPrometheus), StringComparer.Ordinal);
        var faults = new List<string>();
        foreach ((string name, Expression expression) in MonitoringFiles.RecordingRules)
        {
            Check(name, expression, "", known, faults);
            known.Add(name, expression.Grouped.ToHashSet(StringComparer.Ordinal));
        }

        foreach (YamlMappingNode alert in MonitoringFiles.Alerts)
        {
            string name = MonitoringFiles.Text(alert, "alert");
            string annotations = string.Concat(((YamlMappingNode)alert["annotations"]).Children.Values);
            Check(name, new Expression(MonitoringFiles.Text(alert, "expr")), annotations, known, faults);
        }

        foreach (string file in MonitoringFiles.Dashboards)
        {
            using JsonDocument dashboard = Open(file);
            foreach ((string panel, Expression expression, string legend) in MonitoringFiles.Expressions(dashboard.RootElement))
            {
                Check($"{Path.GetFileName(file)}, {panel}", expression, legend, known, faults);
            }
        }

        Assert.Empty(faults);
    }

    [PrometheusFact]
    public async Task Prometheus_takes_every_expression_of_the_dashboards_and_finds_something_for_most()
    {
        using var prometheus = new PrometheusServer(instance.HttpPort, ["rules.yml", "alerts.yml"]);
        Assert.Equal(1, await prometheus.AwaitAsync("up{job=\"rdns\"}", 1));
        Assert.NotNull(await prometheus.AwaitAnyAsync("instance:rdns_requests:rate5m"));
        int empty = 0;
        int all = 0;
        foreach (string file in MonitoringFiles.Dashboards)
        {
            using JsonDocument dashboard = Open(file);
            foreach ((string panel, Expression expression, _) in MonitoringFiles.Expressions(dashboard.RootElement))
            {
                (string? error, int results) = await prometheus.TryAsync(expression.Text);
                Assert.True(error is null, $"{panel}: {expression.Text}: {error}");
                all++;
                empty += results == 0 ? 1 : 0;
            }
        }

        Assert.True(empty < all / 3, $"{empty} of {all} expressions have no result");
    }

    [PrometheusFact]
    public async Task Promtool_passes_the_configuration_the_rules_and_the_tests_of_all_alerts()
    {
        string configuration = await Programs.RunAsync(MonitoringFiles.Folder, "promtool", "check", "config", "--syntax-only", "prometheus.yml");
        string rules = await Programs.RunAsync(MonitoringFiles.Folder, "promtool", "check", "rules", "rules.yml", "alerts.yml");
        string tests = await Programs.RunAsync(MonitoringFiles.Folder, "promtool", "test", "rules", "alerts-test.yml");

        Assert.All((string[])[configuration, rules, tests], output => Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_alert_has_a_test_that_fires_and_one_that_does_not_and_a_place_in_the_runbook()
    {
        string[] anchors = [.. File.ReadLines(Path.Combine(MonitoringFiles.Folder, "runbook.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])];
        string[] names = [.. MonitoringFiles.Alerts.Select(alert => MonitoringFiles.Text(alert, "alert"))];

        Assert.Equal(names.Order(StringComparer.Ordinal), anchors.Order(StringComparer.Ordinal));
        Assert.All(MonitoringFiles.Alerts, alert =>
        {
            string name = MonitoringFiles.Text(alert, "alert");
            var annotations = (YamlMappingNode)alert["annotations"];
            Assert.Equal($"runbook.md#{name.ToLowerInvariant()}", MonitoringFiles.Text(annotations, "runbook"));
            Assert.NotEmpty(MonitoringFiles.Text(annotations, "summary"));
            Assert.NotEmpty(MonitoringFiles.Text(annotations, "description"));
            Assert.Contains((name, true), MonitoringFiles.AlertTests);
            Assert.Contains((name, false), MonitoringFiles.AlertTests);
        });
    }

    [Fact]
    public void Dashboards_are_what_Grafana_takes()
    {
        Assert.Equal(2, MonitoringFiles.Dashboards.Length);
        foreach (string file in MonitoringFiles.Dashboards)
        {
            using JsonDocument document = Open(file);
            JsonElement dashboard = document.RootElement;
            JsonElement[] panels = [.. MonitoringFiles.Panels(dashboard)];

            Assert.Equal(Path.GetFileNameWithoutExtension(file), dashboard.GetProperty("uid").GetString());
            Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.All(panels, panel =>
            {
                JsonElement place = panel.GetProperty("gridPos");
                Assert.InRange(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), 1, 24);
                Assert.Contains(panel.GetProperty("type").GetString(), (string[])["row", "stat", "timeseries", "bargauge", "table"]);
                Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            });
            Assert.Equal("${datasource}", panels.Where(panel => panel.TryGetProperty("targets", out _))
                .Select(panel => panel.GetProperty("datasource").GetProperty("uid").GetString()).Distinct().Single());
        }
    }

    private static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllText(file));

    /// <param name="text">Where labels stand in double braces.</param>
    private static void Check(
        string place, Expression expression, string text, Dictionary<string, IReadOnlySet<string>> known, List<string> faults)
    {
        HashSet<string> labels = Scraped.ToHashSet(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> matched) in expression.Metrics)
        {
            if (!known.TryGetValue(name, out IReadOnlySet<string>? own))
            {
                faults.Add($"{place}: there is no {name}");
                continue;
            }

            labels.UnionWith(own);
            faults.AddRange(matched.Where(label => !own.Contains(label) && !Scraped.Contains(label, StringComparer.Ordinal))
                .Select(label => $"{place}: {name} has no label {label}"));
        }

        faults.AddRange(expression.Grouped.Concat(InBraces().Matches(text).Select(match => match.Groups["label"].Value))
            .Where(label => !labels.Contains(label))
            .Select(label => $"{place}: nothing in {expression.Text} has a label {label}"));
    }

    [GeneratedRegex(@"\{\{\s*(\$labels\.)?(?<label>[a-z_]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex InBraces();
}
