using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Finds the node that has the records of an owner, those of NSEC3 records too, which exist for no question. One thread at a
/// time.
/// </summary>
internal sealed unsafe class OwnerSearch(CompiledZone zone)
{
    private readonly ulong _apexHash = NameIndex.HashOf(NameHash.Process, zone.Origin.Wire);

    /// <summary>Null when nothing has the name.</summary>
    /// <param name="owner">Wire form, in the zone, in any case.</param>
    public NodeHeader* Find(ReadOnlySpan<byte> owner)
    {
        byte* lower = stackalloc byte[WireName.MaxLength + sizeof(ulong)];
        byte* starts = stackalloc byte[WireName.MaxLabels];
        ReadOnlySpan<byte> relative = owner[..^zone.OriginLength];
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            starts[labels++] = (byte)position;
        }

        WireName.ToLower(relative, new Span<byte>(lower, WireName.MaxLength));
        ulong hash = _apexHash;
        for (int label = labels; label > 0;)
        {
            hash = NameHash.Process.Append(hash, lower + starts[--label]);
        }

        NodeHeader* node = zone.Find(hash, lower, relative.Length);
        return labels == 1 && (node == null || node->RRsetCount == 0) ? FindHashed(relative, node) : node;
    }

    /// <summary>The node of the NSEC3 record whose owner's label this is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private NodeHeader* FindHashed(ReadOnlySpan<byte> label, NodeHeader* otherwise)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        if (!zone.Header.Flags.Has(ImageFlags.Nsec3) || !Nsec3Parameters.TryReadOwner(label, hash))
        {
            return otherwise;
        }

        uint match = Nsec3Search.WithHash(zone, hash, out _, out _);
        return match == 0 ? otherwise : zone.Node(match);
    }
}
