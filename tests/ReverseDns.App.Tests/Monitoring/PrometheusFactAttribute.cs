namespace ReverseDns.App.Tests.Monitoring;

/// <summary>A test with Prometheus, skipped where it is missing (tests/run.sh installs it), but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() =>
        Skip = File.Exists(PrometheusServer.Program) || Environment.GetEnvironmentVariable("CI") is "true"
            ? null
            : $"Not installed: {PrometheusServer.Program} (tests/run.sh installs it)";
}
