using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones;

/// <summary>What a version can be asked for to see that it is answered from as it should be. Found in bounded time, however large it is.</summary>
/// <param name="Delegation">A zone cut; null: there is none, or it does not stand near the front.</param>
/// <param name="DeniesNames">A name right below the apex that nobody has is denied: neither a wildcard nor a DNAME stands for it.</param>
public sealed unsafe record SentinelNames(DomainName? Delegation, bool DeniesNames)
{
    private const int MostNodes = 1_000;

    /// <summary>For whoever has the zone in use.</summary>
    public static SentinelNames Of(CompiledZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        NodeHeader* apex = zone.Node(zone.Header.Apex);
        bool denies = !apex->Flags.Has(NodeFlags.HasWildcard) && !apex->Flags.Has(NodeFlags.Dname);
        var nodes = new ZoneNodes(zone);
        for (int seen = 0; seen < MostNodes && nodes.MoveNext(); seen++)
        {
            NodeHeader* node = nodes.Current;
            if (node->Flags.Has(NodeFlags.Cut) && !node->Flags.Has(NodeFlags.Hashed))
            {
                return new SentinelNames(DomainName.FromWire([.. new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength), .. zone.OriginWire]), denies);
            }
        }

        return new SentinelNames(null, denies);
    }
}
