using ReverseDns.App.Control;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Monitoring;

/// <summary>What metrics say of all zones at one moment. Made to be used again, by one reader at a time.</summary>
internal sealed class ZoneSamples
{
    private readonly int[] _states = new int[Enum.GetValues<ZoneState>().Length];

    /// <summary>A row a zone; the columns are those of <see cref="ZoneMetrics"/> and then of <see cref="SecondaryMetrics"/>.</summary>
    public SampleTable Zones { get; } = new(ZoneMetrics.ColumnCount + SecondaryMetrics.ColumnCount);

    /// <summary>A row for each primary of each zone.</summary>
    public SampleTable Primaries { get; } = new(SecondaryMetrics.PrimaryColumnCount);

    public int Unserved { get; private set; }

    public long JournalBytes { get; private set; }

    /// <summary>Whether a zone is a reason for the instance not to be healthy.</summary>
    public bool IsAnyUnhealthy { get; private set; }

    /// <summary>Zones in a state.</summary>
    public int InState(ZoneState state) => _states[(int)state];

    public void Take(IEnumerable<ZoneStatus> zones)
    {
        Zones.Clear();
        Primaries.Clear();
        Array.Clear(_states);
        (Unserved, JournalBytes, IsAnyUnhealthy) = (0, 0, false);
        foreach (ZoneStatus zone in zones)
        {
            Unserved += zone.IsServed ? 0 : 1;
            JournalBytes += zone.JournalBytes;
            IsAnyUnhealthy |= InstanceHealth.IsReason(zone);
            _states[(int)zone.State]++;
            var labels = LabelSet.Of("zone", zone.Zone);
            Zones.Add(labels);
            ZoneMetrics.Take(Zones, zone);
            SecondaryMetrics.Take(Zones, Primaries, labels, zone);
        }
    }
}
