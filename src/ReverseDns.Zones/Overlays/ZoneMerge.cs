using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Makes one image of a zone and what has changed since its own, a part of the records at a time: only the new image
/// takes memory that grows with the zone.
/// </summary>
internal static unsafe class ZoneMerge
{
    /// <summary>Records of a part, some more where one owner has many.</summary>
    public const int PartRecords = 1 << 14;

    /// <param name="image">Empty; gets what compiling the whole zone afresh would leave.</param>
    public static void Run(CompiledZone zone, NativeBuffer image, int partRecords, CancellationToken cancellation)
    {
        var nodes = new ZoneNodes(zone);
        using ZoneContents first = NextPart(zone, ref nodes, partRecords);
        using var compiler = new ZoneCompiler(first, image, NameHash.Process);
        compiler.Add(first);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using ZoneContents part = NextPart(zone, ref nodes, partRecords);
            if (part.RecordCount == 0)
            {
                break;
            }

            compiler.Add(part);
        }

        compiler.Finish();
    }

    private static ZoneContents NextPart(CompiledZone zone, ref ZoneNodes nodes, int count)
    {
        using var builder = new ZoneContentsBuilder(zone.Origin);
        var records = new NodeRecords(zone.Origin);

        // A record of the NSEC3 chain may have an ordinary node of the same name behind it.
        bool isOwnerDone = true;
        while ((builder.RecordCount < count || !isOwnerDone) && nodes.MoveNext())
        {
            records.AddTo(builder, nodes.Current);
            isOwnerDone = !nodes.Current->Flags.Has(NodeFlags.Hashed);
        }

        return builder.Build();
    }
}
