using System.Runtime.CompilerServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>As Enum.HasFlag, which allocates until the compiler of the runtime has optimised its caller.</summary>
internal static class FlagTests
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(this NodeFlags flags, NodeFlags flag) => (flags & flag) != NodeFlags.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(this GlueFlags flags, GlueFlags flag) => (flags & flag) != GlueFlags.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(this ImageFlags flags, ImageFlags flag) => (flags & flag) != ImageFlags.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(this PackedRecordFlags flags, PackedRecordFlags flag) => (flags & flag) != PackedRecordFlags.None;
}
