using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// The hash table over a zone's names: slots of eight octets, the low half of the hash and the node's position
/// (0: free), filled to two thirds, searched in a row from the slot that the high half points to.
/// </summary>
internal static unsafe class NameIndex
{
    public const int SlotLength = 8;

    public static void Append(NativeBuffer image, NativeBuffer names, ref ImageHeader header)
    {
        long count = names.Length / sizeof(IndexedName);
        uint slots = (uint)(count + (count / 2) + 2);
        image.Align(SlotLength);
        header.Slots = (uint)(image.Length / ImageHeader.Unit);
        header.SlotCount = slots;
        for (long left = (long)slots * SlotLength; left > 0; left -= 1 << 20)
        {
            int part = (int)Math.Min(left, 1 << 20);
            new Span<byte>(image.Append(part), part).Clear();
        }

        var table = (Slot*)(image.Start + ((long)header.Slots * ImageHeader.Unit));
        var entries = (IndexedName*)names.Start;
        for (long i = 0; i < count; i++)
        {
            uint at = Home(entries[i].Hash, slots);
            while (table[at].Node != 0)
            {
                at = at + 1 == slots ? 0 : at + 1;
            }

            table[at] = new Slot { Tag = (uint)entries[i].Hash, Node = entries[i].Node };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Home(ulong hash, uint slots) => (uint)(((hash >> 32) * slots) >> 32);

    /// <summary>Where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slot* HomeSlot(byte* image, in ImageHeader header, ulong hash) =>
        (Slot*)(image + ((long)header.Slots * ImageHeader.Unit)) + Home(hash, header.SlotCount);

    /// <summary>The first node whose name has half of a hash, no node being looked at; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Probe(byte* image, in ImageHeader header, ulong hash)
    {
        var slots = (Slot*)(image + ((long)header.Slots * ImageHeader.Unit));
        uint count = header.SlotCount;
        uint at = Home(hash, count);
        while (slots[at].Node != 0 && slots[at].Tag != (uint)hash)
        {
            at = at + 1 == count ? 0 : at + 1;
        }

        return slots[at].Node;
    }

    /// <summary>The node in the base image of a name given by its hash and the octets of it before the apex's, in lower case; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Find(byte* image, in ImageHeader header, ulong hash, byte* relative, int length)
    {
        var slots = (Slot*)(image + ((long)header.Slots * ImageHeader.Unit));
        uint count = header.SlotCount;
        uint at = Home(hash, count);
        for (; slots[at].Node != 0; at = at + 1 == count ? 0 : at + 1)
        {
            if (slots[at].Tag == (uint)hash)
            {
                var node = (NodeHeader*)(image + ((long)slots[at].Node * ImageHeader.Unit));
                if (node->NameLength == length && HasName(node, relative))
                {
                    break;
                }
            }
        }

        return slots[at].Node;
    }

    /// <summary>The hash of a whole name, for places where speed does not count.</summary>
    public static ulong HashOf(NameHash hash, ReadOnlySpan<byte> name)
    {
        Span<byte> labels = stackalloc byte[WireName.MaxLabels];
        byte* lower = stackalloc byte[WireName.MaxLength + sizeof(ulong)];
        int count = WireName.LabelOffsets(name, labels);
        WireName.ToLower(name, new Span<byte>(lower, WireName.MaxLength));
        ulong value = hash.Root;
        while (count > 0)
        {
            value = hash.Append(value, lower + labels[--count]);
        }

        return value;
    }

    /// <summary>True when this is the node's name, whose length it has.</summary>
    public static bool HasName(NodeHeader* node, byte* relative)
    {
        var name = new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength);
        var wanted = new ReadOnlySpan<byte>(relative, node->NameLength);
        return node->Flags.Has(NodeFlags.HasUpperCase) ? WireName.Equal(name, wanted) : name.SequenceEqual(wanted);
    }

    internal struct Slot
    {
        public uint Tag;
        public uint Node;
    }
}
