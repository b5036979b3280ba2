using ReverseDns.App.Monitoring;

namespace ReverseDns.App.Tests.Monitoring;

public class MetricTableTests
{
    [Fact]
    public void The_README_has_a_line_for_each_metric_and_no_other()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(RepositoryFolder.Path, "deploy", "monitoring", "README.md"))
            .Where(line => line.StartsWith("| `rdns_", StringComparison.Ordinal))];

        Assert.Equal(InstanceMetrics.Families.Select(family => family.ToString()), lines);
    }

    [Fact]
    public void Names_tell_type_and_unit()
    {
        Assert.Equal(InstanceMetrics.Families.Count, InstanceMetrics.Families.Select(family => family.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(InstanceMetrics.Families, family =>
        {
            Assert.Matches("^rdns_[a-z0-9_]+$", family.Name);
            Assert.Equal(family.Type == MetricType.Counter, family.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.EndsWith(family.Unit.Length > 0 ? "_" + family.Unit : "", family.NameWithoutTotal, StringComparison.Ordinal);
        });
    }
}
