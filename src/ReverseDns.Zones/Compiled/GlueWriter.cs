using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Writes the addresses of the hosts in a list of glue into the additional section.</summary>
internal static unsafe class GlueWriter
{
    /// <summary>False when one that the referral needs did not fit; those after it are left out.</summary>
    /// <param name="servers">Where in the message the NS RRset stands.</param>
    public static bool TryWrite(
        CompiledZone zone, uint list, int servers, bool signed, ref AnswerWriter writer, ref ushort count)
    {
        GlueEntry* glue = zone.Glue(list);
        while (TryWrite(zone, glue, servers + glue->HostOffset, signed, ref writer, ref count))
        {
            if (glue->Flags.Has(GlueFlags.Last))
            {
                return true;
            }

            glue = GlueEntry.Next(glue);
        }

        return false;
    }

    private static bool TryWrite(
        CompiledZone zone, GlueEntry* glue, int owner, bool signed, ref AnswerWriter writer, ref ushort count)
    {
        NodeHeader* host = zone.Find(glue);
        bool isRequired = glue->Flags.Has(GlueFlags.Required);
        return host == null
            || ((TryWriteAddresses(host, RecordType.A, owner, signed, ref writer, ref count) || !isRequired)
                && (TryWriteAddresses(host, RecordType.AAAA, owner, signed, ref writer, ref count) || !isRequired));
    }

    /// <summary>Writes the addresses of one type, if there are any: without signatures when there is no room for both.</summary>
    private static bool TryWriteAddresses(
        NodeHeader* host, RecordType type, int owner, bool signed, ref AnswerWriter writer, ref ushort count)
    {
        RRsetEntry* entry = NodeHeader.Find(host, type, out byte* records);
        return entry == null || entry->Count == 0
            || (signed && writer.TryWriteRaw(
                records, entry->RecordsLength + entry->SignaturesLength, entry->Count + entry->SignatureCount, owner, ref count))
            || writer.TryWriteRaw(records, entry->RecordsLength, entry->Count, owner, ref count);
    }
}
