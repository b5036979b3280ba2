using System.Buffers;
using System.Text;
using ReverseDns.App.Serving;
using ReverseDns.App.Signing;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>All metrics of an instance, for /metrics and for 'rdns ctl metrics'.</summary>
internal sealed class InstanceMetrics(ZoneCatalogue catalogue, ZoneSigning signing, DnsServer server)
{
    /// <summary>Every family that an instance has, in the order of the exposition.</summary>
    public static IReadOnlyList<MetricFamily> Families { get; } = [.. ServerMetrics.Families, .. ZoneMetrics.Families];

    /// <summary>To be written one after the other; each reads what it needs when it is its turn.</summary>
    public IEnumerable<Action<ExpositionWriter>> Parts() =>
    [
        writer => ServerMetrics.Write(writer, server.Counters),
        .. ZoneMetrics.Parts(catalogue.Zones, signing),
    ];

    public string WriteText()
    {
        var text = new ArrayBufferWriter<byte>();
        var writer = new ExpositionWriter(text, ExpositionFormat.Text);
        foreach (Action<ExpositionWriter> part in Parts())
        {
            part(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
