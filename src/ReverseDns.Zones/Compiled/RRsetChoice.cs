using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Chooses what of a node answers a type.</summary>
internal static unsafe class RRsetChoice
{
    /// <summary>The RRset of the type asked; for ANY one RRset, data before denial records (RFC 8482, section 4.1). Null for none.</summary>
    public static RRsetEntry* Find(NodeHeader* node, RecordType type, out byte* block)
    {
        if (type != RecordType.ANY)
        {
            RRsetEntry* found = NodeHeader.Find(node, type, out block);
            return found != null && found->Count > 0 ? found : null;
        }

        RRsetEntry* chosen = null;
        byte* chosenBlock = null;
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* at = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, at += entry->BlockLength, entry++)
        {
            if (entry->Count > 0 && (chosen == null || chosen->Type is RecordType.NSEC or RecordType.NSEC3))
            {
                chosen = entry;
                chosenBlock = at;
            }
        }

        block = chosenBlock;
        return chosen;
    }
}
