using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>What a primary has sent: the zone as a whole, or a change of the version that we said we have.</summary>
public sealed class IncomingZone : IDisposable
{
    internal IncomingZone(Serial serial, ZoneContents? whole, ZoneDiff? change) =>
        (Serial, Whole, Change) = (serial, whole, change);

    /// <summary>The serial of the version that it leads to.</summary>
    public Serial Serial { get; }

    public ZoneContents? Whole { get; }

    /// <summary>Not compared with the version that it is a change of.</summary>
    public ZoneDiff? Change { get; }

    /// <summary>Neither: the primary has nothing newer.</summary>
    public bool IsUpToDate => Whole is null && Change is null;

    public void Dispose()
    {
        Whole?.Dispose();
        Change?.Dispose();
    }
}
