namespace ReverseDns.App.Monitoring;

internal enum ExpositionFormat
{
    /// <summary>Prometheus text, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics, version 1.0.0.</summary>
    OpenMetrics,
}
