using System.Runtime.InteropServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// One name of a zone. Behind the header: an <see cref="RRsetEntry"/> for each RRset by type, the name's octets
/// relative to the apex (without an end), then the blocks of the RRsets in the same order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NodeHeader
{
    public NodeFlags Flags;
    public byte NameLength;

    /// <summary>Labels below the apex: 0 for the apex itself.</summary>
    public byte Labels;
    public ushort RRsetCount;

    /// <summary>Labels of the highest cut or DNAME strictly above, with <see cref="NodeFlags.Covered"/>.</summary>
    public byte CoverLabels;
    public byte Reserved;

    /// <summary>Names one label longer that exist, empty non-terminals included.</summary>
    public uint Children;

    /// <summary>Index in the denial order of the record that this name owns or that covers it.</summary>
    public uint Denial;

    /// <summary>
    /// A cut: its glue (<see cref="GlueEntry"/>). Any other name with children: the index in the NSEC order of the last
    /// one below.
    /// </summary>
    public uint LastOrGlue;

    public static RRsetEntry* Entries(NodeHeader* node) => (RRsetEntry*)(node + 1);

    public static byte* Name(NodeHeader* node) => (byte*)(Entries(node) + node->RRsetCount);

    /// <summary>The entry of a type and its block; null when the node has nothing of it.</summary>
    public static RRsetEntry* Find(NodeHeader* node, RecordType type, out byte* block)
    {
        RRsetEntry* entry = Entries(node);
        block = Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, entry++)
        {
            if (entry->Type == type)
            {
                return entry;
            }

            block += entry->BlockLength;
        }

        return null;
    }

    /// <summary>Where the octets of a node end.</summary>
    public static byte* End(NodeHeader* node)
    {
        RRsetEntry* entry = Entries(node);
        byte* end = Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, entry++)
        {
            end += entry->BlockLength;
        }

        return end;
    }
}
