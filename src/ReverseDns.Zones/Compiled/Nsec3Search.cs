using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones.Compiled;

/// <summary>Finds records of a zone's NSEC3 chain by the hashes of names.</summary>
internal static unsafe class Nsec3Search
{
    /// <summary>The node made of the record that matches a node's name; 0 when opt-out has left the name out of the chain.</summary>
    public static uint Matching(CompiledZone zone, NodeHeader* node)
    {
        bool isInBase = node->Flags.Has(NodeFlags.OwnsDenial);
        if (zone.Links.Length == 0 || !OverlayLinks.MayConcern(zone, node->Denial))
        {
            return isInBase ? zone.DenialNode(node->Denial) : 0;
        }

        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        Hash(zone, node, hash);
        return OverlayLinks.Matching(zone, hash, isInBase ? zone.DenialNode(node->Denial) : 0);
    }

    /// <summary>The node made of the record that matches or covers a name.</summary>
    /// <param name="name">In lower case.</param>
    public static uint Covering(CompiledZone zone, ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        ImageHeader header = zone.Header;
        Nsec3Hash.Compute(name, Salt(zone), header.Nsec3Iterations, hash);
        return AtOrBefore(zone, hash);
    }

    /// <summary>The node made of the record with a hash or, in the circle of the chain, of the last before it.</summary>
    public static uint AtOrBefore(CompiledZone zone, ReadOnlySpan<byte> hash)
    {
        uint count = zone.Header.DenialCount;
        long index = Nsec3Hash.FindBefore(Hashes(zone), count, hash, out _);
        return zone.Links.Length > 0 ? OverlayLinks.OwnerBefore(zone, index, hash)
            : zone.DenialNode((uint)(index < 0 ? count - 1 : index));
    }

    /// <summary>The node made of the record with a hash; 0 for none.</summary>
    /// <param name="index">That of the base image's record with the hash, or of the last before it; -1 when it is before all.</param>
    public static uint WithHash(CompiledZone zone, ReadOnlySpan<byte> hash, out long index, out bool isInBase)
    {
        index = Nsec3Hash.FindBefore(Hashes(zone), zone.Header.DenialCount, hash, out isInBase);
        uint inBase = isInBase ? zone.DenialNode((uint)index) : 0;
        return zone.Links.Length > 0 ? OverlayLinks.Matching(zone, hash, inBase) : inBase;
    }

    /// <summary>Hashes the name of a node as the zone's chain does.</summary>
    public static void Hash(CompiledZone zone, NodeHeader* node, Span<byte> hash) =>
        Nsec3Parameters.Hash(node, zone.OriginWire, Salt(zone), zone.Header.Nsec3Iterations, hash);

    /// <summary>The hashes of the base image's chain.</summary>
    public static byte* Hashes(CompiledZone zone) => zone.Image + ((long)zone.Header.Nsec3Hashes * ImageHeader.Unit);

    private static ReadOnlySpan<byte> Salt(CompiledZone zone) =>
        new(zone.Image + ((long)zone.Header.Nsec3Salt * ImageHeader.Unit), zone.Header.Nsec3SaltLength);
}
