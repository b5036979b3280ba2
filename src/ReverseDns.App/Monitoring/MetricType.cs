namespace ReverseDns.App.Monitoring;

internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}
