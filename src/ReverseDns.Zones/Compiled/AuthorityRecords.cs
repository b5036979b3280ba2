using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Writes records of the authority section whose owners are names above the one asked, or beside it.</summary>
internal static unsafe class AuthorityRecords
{
    /// <summary>Where in the message the suffix of the current name stands that starts at one of its octets.</summary>
    /// <param name="place">Where the name stands itself.</param>
    public static int PlaceOf(CompiledZone zone, QueryName* name, int place, int apex, int offset) =>
        offset < name->Length - zone.OriginLength ? place + offset : apex;

    /// <summary>The servers of a cut, and its DS.</summary>
    public static bool TryWriteReferral(
        CompiledZone zone, QueryName* name, int place, NodeHeader* cut, bool proves, ref AnswerWriter writer, ref ushort count)
    {
        int owner = PlaceOf(zone, name, place, writer.Apex, name->Offsets[DenialProofs.LabelOf(zone, name, cut)]);
        RRsetEntry* servers = NodeHeader.Find(cut, RecordType.NS, out byte* block);
        if (!writer.TryWrite(servers, block, owner, signed: false, ref count))
        {
            return false;
        }

        // Like the peers, a zone that is not signed itself gives no DS with a referral: it would prove nothing.
        RRsetEntry* ds = proves ? NodeHeader.Find(cut, RecordType.DS, out block) : null;
        return ds == null || ds->Count == 0 || writer.TryWrite(ds, block, owner, signed: true, ref count);
    }

    /// <summary>The NSEC or NSEC3 of a node.</summary>
    public static bool TryWriteProof(
        CompiledZone zone, QueryName* asked, int place, NodeHeader* node, ref AnswerWriter writer, ref ushort count)
    {
        bool byHash = zone.Header.Flags.Has(ImageFlags.Nsec3);
        RRsetEntry* entry = NodeHeader.Find(node, byHash ? RecordType.NSEC3 : RecordType.NSEC, out byte* block);
        byte* name = NodeHeader.Name(node);
        int label = DenialProofs.LabelOf(zone, asked, node);
        int start = label < 0 ? 0 : asked->Offsets[label];
        bool isSuffix = !byHash && label >= 0 && node->NameLength == asked->Length - zone.OriginLength - start
            && WireName.Equal(new ReadOnlySpan<byte>(name, node->NameLength), new ReadOnlySpan<byte>(asked->Lower + start, node->NameLength));
        return isSuffix
            ? writer.TryWrite(entry, block, PlaceOf(zone, asked, place, writer.Apex, start), signed: true, ref count)
            : writer.TryWriteNamed(entry, block, name, node->NameLength, ref count);
    }
}
