using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// The hash table over the names that have changed since the base image: as the <see cref="NameIndex"/>, but searched
/// from the slot that the low half of the hash points to, half full at most, a power of two long. Names that are gone
/// are in it too.
/// </summary>
internal unsafe struct OverlayIndex(NameIndex.Slot* slots, uint count)
{
    public readonly NameIndex.Slot* Slots => slots;

    /// <summary>How many slots there are; 0 without an overlay.</summary>
    public readonly uint Count => count;

    /// <summary>The node of a changed name, whether there or gone; 0 when the name has not changed.</summary>
    /// <param name="arena">Where the position 0 would be.</param>
    public readonly uint Find(byte* arena, ulong hash, byte* relative, int length)
    {
        uint at = (uint)hash & (count - 1);
        for (; slots[at].Node != 0; at = (at + 1) & (count - 1))
        {
            if (slots[at].Tag == (uint)hash)
            {
                var node = (NodeHeader*)(arena + ((long)slots[at].Node * ImageHeader.Unit));
                if (node->NameLength == length && NameIndex.HasName(node, relative))
                {
                    break;
                }
            }
        }

        return slots[at].Node;
    }

    /// <summary>Where the search for a hash begins.</summary>
    public readonly NameIndex.Slot* HomeSlot(ulong hash) => slots + ((uint)hash & (count - 1));

    /// <summary>Puts a node in the place of another, or into a free slot when that is 0.</summary>
    public readonly void Set(ulong hash, uint old, uint node)
    {
        uint at = (uint)hash & (count - 1);
        while (slots[at].Node != old)
        {
            at = (at + 1) & (count - 1);
        }

        slots[at] = new NameIndex.Slot { Tag = (uint)hash, Node = node };
    }
}
