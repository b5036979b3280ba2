using System.Buffers;
using System.Text;
using ReverseDns.App.Monitoring;

namespace ReverseDns.App.Tests.Monitoring;

public sealed class RegistryMetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_of_a_build_is_shown_as_it_stands()
    {
        Rdns.Outcome build = await Rdns.RunAsync("build", RepositoryFolder.SamplePlan, "--out", _folder.File("zones"), "--json");
        string text = Write(_folder.Write("report.json", build.Output));

        Assert.Contains("rdns_registry_report_readable 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rdns_registry_build_outcome{outcome=\"published\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rdns_registry_build_outcome{outcome=\"refused\"} 0\n", text, StringComparison.Ordinal);
        Assert.Matches("rdns_registry_entries{kind=\"accepted\"} [1-9]", text);
        Assert.Contains("rdns_registry_problems{kind=\"guard\"} 0\n", text, StringComparison.Ordinal);
        Assert.Matches("rdns_registry_source_malformed_entries{source=\"[^\"]+\"} [0-9]+\n", text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"outcome\":\"published\"}")]
    public void What_is_no_report_is_said_to_be_none(string report)
    {
        string text = Write(_folder.Write("report.json", report));

        Assert.Contains("rdns_registry_report_readable 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nrdns_registry_build", text, StringComparison.Ordinal);
    }

    private static string Write(string report)
    {
        var text = new ArrayBufferWriter<byte>();
        new RegistryMetrics(report).Write(new ExpositionWriter(text, ExpositionFormat.Text));
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
