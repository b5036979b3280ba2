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

    internal struct Slot
    {
        public uint Tag;
        public uint Node;
    }
}
