using System.Runtime.InteropServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// All memory of a version with an overlay: a share in the base image and in the arena, which go with the last version
/// that has them, and tables of its own.
/// </summary>
internal sealed unsafe class OverlayMemory : SafeHandle
{
    private readonly NativeBuffer _tables;
    private readonly int _nameCount;
    private readonly int _linkCount;

    /// <param name="tables">Taken over: the slots of the index, the names, the links.</param>
    public OverlayMemory(
        SafeHandle image, OverlayArena arena, NativeBuffer tables, uint slotCount, int nameCount, int linkCount)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        (Image, Arena, _tables, _nameCount, _linkCount) = (image, arena, tables, nameCount, linkCount);
        Index = new OverlayIndex((NameIndex.Slot*)tables.Start, slotCount);
        bool added = false;
        image.DangerousAddRef(ref added);
        added = false;
        arena.DangerousAddRef(ref added);
        SetHandle((nint)tables.Start);
    }

    public override bool IsInvalid => handle == 0;

    public SafeHandle Image { get; }

    public OverlayArena Arena { get; }

    public OverlayIndex Index { get; }

    public long TablesLength => _tables.Length;

    public ReadOnlySpan<OverlayName> Names => new(FirstName, _nameCount);

    public ReadOnlySpan<OverlayLink> Links => new(FirstName + _nameCount, _linkCount);

    private OverlayName* FirstName => (OverlayName*)(Index.Slots + Index.Count);

    protected override bool ReleaseHandle()
    {
        _tables.Dispose();
        Arena.DangerousRelease();
        Image.DangerousRelease();
        return true;
    }
}
