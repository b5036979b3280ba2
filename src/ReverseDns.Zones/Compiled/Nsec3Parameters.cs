using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>How the names of an NSEC3 chain are hashed, with SHA-1 (RFC 5155, section 5).</summary>
internal sealed unsafe class Nsec3Parameters(ushort iterations, byte[] salt)
{
    public ushort Iterations => iterations;

    public ReadOnlySpan<byte> Salt => salt;

    /// <summary>The chain that the apex's NSEC3PARAM names (flags 0, SHA-1; RFC 5155, section 4); null when it names none.</summary>
    public static Nsec3Parameters? Of(ZoneContents contents)
    {
        if (contents.TryFind(contents.Origin.Wire, RecordType.NSEC3PARAM, out RRsetView rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                ReadOnlySpan<byte> rdata = rrset.Rdata(i);
                if (rdata is [1, 0, ..])
                {
                    return new Nsec3Parameters(BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]), rdata.Slice(5, rdata[4]).ToArray());
                }
            }
        }

        return null;
    }

    /// <summary>The parameters of a base image whose denial is by NSEC3.</summary>
    public static Nsec3Parameters Of(byte* image, in ImageHeader header) => new(
        header.Nsec3Iterations,
        new ReadOnlySpan<byte>(image + ((long)header.Nsec3Salt * ImageHeader.Unit), header.Nsec3SaltLength).ToArray());

    /// <summary>Says whether an owner, given by the positions of its records, is part of the chain.</summary>
    public Nsec3Owner RoleOf(ZoneContents contents, ReadOnlySpan<byte> relative, int first, int end)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        if (!TryReadOwner(relative, hash))
        {
            return Nsec3Owner.None;
        }

        bool inChain = false;
        bool others = false;
        for (int at = first; at < end; at++)
        {
            PackedRecord* record = contents.Record(at);
            inChain |= record->Type == RecordType.NSEC3 && HasThese(PackedRecord.Rdata(record));
            others |= record->Type is not (RecordType.NSEC3 or RecordType.RRSIG);
        }

        return !inChain ? Nsec3Owner.None : others ? Nsec3Owner.WithOthers : Nsec3Owner.Alone;
    }

    /// <summary>Reads the hash out of the owner of an NSEC3 record; false for names that cannot be such.</summary>
    public static bool TryReadOwner(ReadOnlySpan<byte> relative, Span<byte> hash) =>
        !relative.IsEmpty && relative[0] + 1 == relative.Length && Nsec3Hash.TryDecode(relative[1..], hash);

    /// <summary>Hashes the name of a node.</summary>
    public static void Hash(
        NodeHeader* node, ReadOnlySpan<byte> origin, ReadOnlySpan<byte> salt, int iterations, Span<byte> hash)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        WireName.ToLower(new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength), name);
        WireName.ToLower(origin, name[node->NameLength..]);
        Nsec3Hash.Compute(name[..(node->NameLength + origin.Length)], salt, iterations, hash);
    }

    private bool HasThese(ReadOnlySpan<byte> rdata) =>
        rdata[0] == 1 && BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]) == iterations
        && rdata.Slice(5, rdata[4]).SequenceEqual(salt);
}
