namespace ReverseDns.Zones.Overlays;

/// <summary>Searches the changed records of a zone's NSEC3 chain, and ties them to the chain of base image and overlay together.</summary>
internal static unsafe class OverlayLinks
{
    /// <summary>False when no changed record can match a name whose own is, or would come after, one of the base image's.</summary>
    public static bool MayConcern(CompiledZone zone, uint index)
    {
        ReadOnlySpan<OverlayLink> links = zone.Links;
        int low = 0;
        int high = links.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (links[middle].Base < (int)index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (low < links.Length && links[low].Base == (int)index)
            || (index == zone.Header.DenialCount - 1 && links[0].Base < 0);
    }

    /// <summary>The node of the record with a hash; 0 when there is none.</summary>
    /// <param name="inBase">Its node in the base image, 0 for none.</param>
    public static uint Matching(CompiledZone zone, ReadOnlySpan<byte> hash, uint inBase)
    {
        fixed (OverlayLink* links = zone.Links)
        {
            int at = LastAtOrBefore(links, zone.Links.Length, hash);
            return at >= 0 && OverlayLink.HashOf(links + at).SequenceEqual(hash) ? links[at].Node : inBase;
        }
    }

    /// <summary>The node of the last record at or before a hash in the circle of the chain.</summary>
    /// <param name="index">Where in the base image's chain its last record at or before the hash stands; -1 for nowhere.</param>
    public static uint OwnerBefore(CompiledZone zone, long index, ReadOnlySpan<byte> hash)
    {
        int count = zone.Links.Length;
        fixed (OverlayLink* links = zone.Links)
        {
            int at = LastAtOrBefore(links, count, hash);
            uint owner = at >= 0 && links[at].Base >= index ? links[at].Owner
                : index >= 0 ? zone.DenialNode((uint)index)
                : 0;
            uint last = zone.Header.DenialCount - 1;
            return owner != 0 ? owner
                : links[count - 1].Base == (int)last ? links[count - 1].Owner
                : zone.DenialNode(last);
        }
    }

    /// <summary>The last whose hash is this or comes before it; -1 for none.</summary>
    public static int LastAtOrBefore(OverlayLink* links, int count, ReadOnlySpan<byte> hash)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (OverlayLink.HashOf(links + middle).SequenceCompareTo(hash) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>Says of each record which one is the last at or before it.</summary>
    /// <param name="order">The nodes of the base image's chain.</param>
    public static void Tie(OverlayLink* links, int count, uint* order)
    {
        for (int i = 0; i < count; i++)
        {
            if (links[i].Node != 0)
            {
                links[i].Owner = links[i].Node;
                continue;
            }

            int before = links[i].Base - links[i].IsInBase;
            links[i].Owner = i > 0 && links[i - 1].Base >= before ? links[i - 1].Owner
                : before >= 0 ? order[before]
                : 0;
        }
    }
}
