using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>Decides what is to be done with a diff, and does it when an overlay is the way.</summary>
internal static unsafe class DiffApplication
{
    /// <summary>Records, or names, that may change in any zone, however small.</summary>
    private const int SmallDiff = 1_000;

    /// <summary>A diff of more than this part of the names is not worth an overlay.</summary>
    private const int WorthwhilePart = 4;

    /// <summary>Address space that must be left behind the base image and what has changed so far.</summary>
    private const long Room = 1L << 30;

    public static DiffOutcome Run(CompiledZone zone, ZoneDiff diff, out CompiledZone? next, out string? whyNot)
    {
        next = null;
        var changed = new ChangedRecords(zone, diff);
        bool fits = changed.TryApply(out ZoneContents? records);
        whyNot = changed.Misfit;
        using (records)
        {
            if (!fits || records is null)
            {
                return DiffOutcome.DoesNotFit;
            }

            if (!IsWorthwhile(zone, diff) || !KeepsDenial(zone, diff))
            {
                return DiffOutcome.CompileWhole;
            }

            next = Compile(zone, diff, records);
            return next is null ? DiffOutcome.CompileWhole : DiffOutcome.Applied;
        }
    }

    private static CompiledZone? Compile(CompiledZone zone, ZoneDiff diff, ZoneContents records)
    {
        // The versions of a zone share the arena that this writes to.
        lock (zone.Overlay?.Arena.Writing ?? new Lock())
        {
            using var compiler = new OverlayCompiler(zone, records);
            CompiledZone? next = null;
            try
            {
                next = compiler.Run(diff, Limit(zone));
                return next;
            }
            finally
            {
                if (next is null)
                {
                    compiler.Abandon();
                }
            }
        }
    }

    private static bool IsWorthwhile(CompiledZone zone, ZoneDiff diff)
    {
        long left = (uint.MaxValue * (long)ImageHeader.Unit) - zone.Size;
        return diff.RecordCount <= Limit(zone) && left > Room;
    }

    private static long Limit(CompiledZone zone) => Math.Max(SmallDiff, zone.NameCount / WorthwhilePart);

    /// <summary>Denial is proved in the same way afterwards, as far as this can be told from the diff.</summary>
    private static bool KeepsDenial(CompiledZone zone, ZoneDiff diff)
    {
        ReadOnlySpan<byte> origin = zone.Origin.Wire;
        if (diff.Removed.TryFind(origin, RecordType.NSEC3PARAM, out _)
            || diff.Added.TryFind(origin, RecordType.NSEC3PARAM, out _))
        {
            return false;
        }

        if (zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            return true;
        }

        bool isNsec = zone.Header.Flags.Has(ImageFlags.Nsec);
        bool apexOwns = zone.Node(zone.Header.Apex)->Flags.Has(NodeFlags.OwnsDenial)
            && (!diff.Removed.TryFind(origin, RecordType.NSEC, out _) || diff.Added.TryFind(origin, RecordType.NSEC, out _));
        return isNsec
            ? apexOwns && !Has(diff.Added, RecordType.NSEC3)
            : !Has(diff.Added, RecordType.NSEC) && !Has(diff.Added, RecordType.NSEC3);
    }

    private static bool Has(ZoneContents contents, RecordType type)
    {
        foreach (RRsetView rrset in contents)
        {
            if (rrset.Type == type)
            {
                return true;
            }
        }

        return false;
    }
}
