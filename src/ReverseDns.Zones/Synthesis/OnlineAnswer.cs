using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// What of one answer is signed for it: records that rules make, and denials. A denial of the zone's own chain that spans names
/// made is never given out: in its place one that denies the name asked and nothing else (RFC 9824, RFC 4470).
/// </summary>
internal unsafe ref struct OnlineAnswer(CompiledZone zone, ZoneSynthesis synthesis, OnlineSignatures? signatures)
{
    private const int MaxSignatures = 2_048;

    private static ReadOnlySpan<byte> OfAddress => [0, 6, 0x40, 0, 0, 0, 0, 3];

    private static ReadOnlySpan<byte> OfIPv6Address => [0, 6, 0, 0, 0, 8, 0, 3];

    private static ReadOnlySpan<byte> OfPointer => [0, 6, 0, 8, 0, 0, 0, 3];

    /// <summary>RRSIG and NSEC, which stand in the others too: of an empty non-terminal.</summary>
    private static ReadOnlySpan<byte> OfNothing => [0, 6, 0, 0, 0, 0, 0, 3];

    /// <summary>With NXNAME (128): there is no such name.</summary>
    private static ReadOnlySpan<byte> OfNoName => [0, 17, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128];

    /// <summary>True when the zone's own proofs would deny what rules make.</summary>
    public readonly bool Denies(in DenialProofs proofs)
    {
        for (int i = 0; i < proofs.Count; i++)
        {
            if (Denies(zone.Node(proofs[i])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the NSEC of a node would deny what rules make.</summary>
    public readonly bool Denies(NodeHeader* node)
    {
        byte* owner = stackalloc byte[WireName.MaxLength];
        Unsafe.CopyBlockUnaligned(owner, NodeHeader.Name(node), node->NameLength);
        zone.OriginWire.CopyTo(new Span<byte>(owner + node->NameLength, zone.OriginLength));
        ReadOnlySpan<byte> rdata = DenialOf(node);
        return !rdata.IsEmpty && synthesis.IsBetween(
            new ReadOnlySpan<byte>(owner, node->NameLength + zone.OriginLength), rdata[..WireName.Length(rdata)], zone.OriginWire);
    }

    /// <summary>Writes the record that a rule makes.</summary>
    /// <param name="owner">Where the name stands in the message.</param>
    public readonly OnlineOutcome TryWriteRecord(
        QueryName* name, int owner, SynthesisRule maker, UInt128 address, bool signed, ref AnswerWriter writer, ref ushort count)
    {
        Span<byte> rdata = stackalloc byte[WireName.MaxLength];
        rdata = rdata[..maker.WriteRdata(address, rdata)];
        if (signed)
        {
            return TryWrite(name->Hashes[0], Suffix(name, 0), [], owner, maker.Type, maker.Ttl, rdata, ref writer, ref count);
        }

        return writer.TryWriteRecord([], owner, maker.Type, maker.Ttl, rdata, ref count) ? OnlineOutcome.Written : OnlineOutcome.NoRoom;
    }

    /// <summary>Denies the type at a cut, at a name that exists, or the name.</summary>
    /// <param name="place">Where the name stands in the message.</param>
    /// <param name="cut">The referral, which the denial is of; null: there is none.</param>
    /// <param name="maker">Makes the name; null: it is an empty non-terminal, if <paramref name="isMade"/>.</param>
    public readonly OnlineOutcome TryWriteDenial(
        QueryName* name,
        int place,
        NodeHeader* cut,
        bool exists,
        bool isMade,
        SynthesisRule? maker,
        ref AnswerWriter writer,
        ref ushort count)
    {
        int label = cut == null ? 0 : DenialProofs.LabelOf(zone, name, cut);
        int owner = AuthorityRecords.PlaceOf(zone, name, place, writer.Apex, name->Offsets[label]);
        NodeHeader* node = cut == null && exists && !isMade ? NodeFor(name) : cut;
        ReadOnlySpan<byte> held = node == null ? [] : DenialOf(node);
        ReadOnlySpan<byte> types = !held.IsEmpty ? held[WireName.Length(held)..]
            : !exists ? OfNoName
            : !isMade || maker is null ? OfNothing
            : maker.Type == RecordType.PTR ? OfPointer
            : maker.Type == RecordType.A ? OfAddress
            : OfIPv6Address;
        ReadOnlySpan<byte> denied = Suffix(name, label);
        return TryWriteNsec(name->Hashes[label], denied, denied, [], types, owner, ref writer, ref count);
    }

    /// <summary>Denies that a name exists for which a wildcard answers: an NSEC from right before it to right behind it.</summary>
    /// <param name="place">Where the name stands in the message.</param>
    public readonly OnlineOutcome TryWriteGap(QueryName* name, int place, ref AnswerWriter writer, ref ushort count)
    {
        int parent = AuthorityRecords.PlaceOf(zone, name, place, writer.Apex, name->Offsets[1]);
        Span<byte> owner = stackalloc byte[WireName.MaxLength + 1];
        ReadOnlySpan<byte> denied = Suffix(name, 0);
        ReadOnlySpan<byte> above = denied[(denied[0] + 1)..];
        int length = NeighbourName.WriteLabelBefore(denied, owner[1..]);
        if (length == 0)
        {
            return OnlineOutcome.NoKey;
        }

        owner[0] = (byte)length++;
        above.CopyTo(owner[length..]);
        return TryWriteNsec(
            name->Hashes[0], owner[..(length + above.Length)], denied, owner[..length], OfNothing, parent, ref writer, ref count);
    }

    /// <summary>An answer without its signatures would be bogus, so there is none: a client asks over TCP, or another server.</summary>
    public static AnswerSummary Withheld(OnlineOutcome outcome, OnlineSignatures? signatures, int questionEnd, int zoneIndex)
    {
        bool isOverLimit = outcome == OnlineOutcome.OverLimit;
        ExtendedError why = isOverLimit ? ExtendedError.NotReady : ExtendedError.NotSupported;
        return isOverLimit && signatures is { CanTruncate: true }
            ? new AnswerSummary(ResponseCode.NoError, IsAuthoritative: true, IsTruncated: true, questionEnd, ExtendedError.None, zoneIndex)
            : new AnswerSummary(ResponseCode.ServFail, IsAuthoritative: false, IsTruncated: false, questionEnd, why, zoneIndex);
    }

    private readonly OnlineOutcome TryWriteNsec(
        ulong hash,
        scoped ReadOnlySpan<byte> owner,
        scoped ReadOnlySpan<byte> denied,
        scoped ReadOnlySpan<byte> label,
        scoped ReadOnlySpan<byte> types,
        int place,
        ref AnswerWriter writer,
        ref ushort count)
    {
        Span<byte> rdata = stackalloc byte[WireName.MaxLength + types.Length];
        int length = NeighbourName.WriteNext(denied, zone.OriginLength, rdata);
        types.CopyTo(rdata[length..]);
        return TryWrite(
            hash, owner, label, place, RecordType.NSEC, NegativeTtl(), rdata[..(length + types.Length)], ref writer, ref count);
    }

    /// <summary>Writes a record and its signatures, or neither.</summary>
    /// <param name="label">The part of the owner that the message does not have yet, with its length.</param>
    private readonly OnlineOutcome TryWrite(
        ulong hash,
        scoped ReadOnlySpan<byte> owner,
        scoped ReadOnlySpan<byte> label,
        int place,
        RecordType type,
        uint ttl,
        scoped ReadOnlySpan<byte> rdata,
        ref AnswerWriter writer,
        ref ushort count)
    {
        if (synthesis.Signer is not { } signer || signatures is null)
        {
            return OnlineOutcome.NoKey;
        }

        Span<byte> made = stackalloc byte[MaxSignatures];
        OnlineOutcome outcome = signatures.TrySign(signer, hash, owner, type, ttl, rdata, made, out int length);
        if (outcome != OnlineOutcome.Written)
        {
            return outcome;
        }

        int start = writer.Position;
        ushort before = count;
        bool fits = writer.TryWriteRecord(label, place, type, ttl, rdata, ref count);
        place = label.IsEmpty ? place : start;
        for (made = made[..length]; fits && !made.IsEmpty; made = made[(sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(made))..])
        {
            ReadOnlySpan<byte> signature = made.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(made));
            fits = writer.TryWriteRecord([], place, RecordType.RRSIG, ttl, signature, ref count);
        }

        if (!fits)
        {
            writer.Rewind(start);
            count = before;
        }

        return fits ? OnlineOutcome.Written : OnlineOutcome.NoRoom;
    }

    /// <summary>Has what there is at a name: its own, or that of the wildcard that stands for it.</summary>
    private readonly NodeHeader* NodeFor(QueryName* name)
    {
        NodeHeader* node = zone.Locate(name, out int label);
        return label == 0 ? node : zone.FindWildcard(name, label);
    }

    private readonly uint NegativeTtl()
    {
        var soa = (RRsetEntry*)zone.At(zone.Header.NegativeSoa);
        byte* record = (byte*)(soa + 1) + (soa->PatchCount * sizeof(ushort));
        return BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(record + 6));
    }

    /// <summary>The RDATA of the NSEC that a node owns; nothing when it has none.</summary>
    private static ReadOnlySpan<byte> DenialOf(NodeHeader* node)
    {
        RRsetEntry* entry = NodeHeader.Find(node, RecordType.NSEC, out byte* block);
        if (entry == null || entry->Count == 0)
        {
            return [];
        }

        byte* record = block + (entry->PatchCount * sizeof(ushort));
        int length = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(record + RRsetEncoder.RecordHeaderLength - sizeof(ushort)));
        return new ReadOnlySpan<byte>(record + RRsetEncoder.RecordHeaderLength, length);
    }

    private static ReadOnlySpan<byte> Suffix(QueryName* name, int label) =>
        new(name->Lower + name->Offsets[label], name->Length - name->Offsets[label]);
}
