using System.Runtime.InteropServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Where the nodes of changed names lie, shared by all versions since one base image and only ever appended to: what a
/// version has seen of it never changes. Its positions follow those of the base image. Appending is for the holder of
/// <see cref="Writing"/>.
/// </summary>
internal sealed unsafe class OverlayArena : SafeHandle
{
    private const long Smallest = 1 << 16;

    private readonly long _capacity;

    /// <param name="first">The position behind the base image.</param>
    private OverlayArena(uint first, long capacity)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        First = first;
        _capacity = Math.Min(capacity, (uint.MaxValue - (long)first) * ImageHeader.Unit);
        SetHandle((nint)NativeBlock.Allocate((nuint)_capacity));
    }

    public override bool IsInvalid => handle == 0;

    public Lock Writing { get; } = new();

    public uint First { get; }

    public byte* Start => (byte*)handle;

    /// <summary>Where the position 0 would be.</summary>
    public byte* Origin => Start - ((long)First * ImageHeader.Unit);

    public long Length { get; private set; }

    /// <summary>Room in proportion to the base image; the system gives memory only to what is written.</summary>
    public static OverlayArena Behind(long imageLength) =>
        new((uint)((imageLength + ImageHeader.Unit - 1) / ImageHeader.Unit), Math.Max(Smallest, imageLength / 2));

    /// <summary>Copies octets to the end; returns their position, 0 when there is no room.</summary>
    public uint Append(ReadOnlySpan<byte> octets)
    {
        long padded = (octets.Length + ImageHeader.Unit - 1) & -ImageHeader.Unit;
        if (padded > _capacity - Length)
        {
            return 0;
        }

        octets.CopyTo(new Span<byte>(Start + Length, octets.Length));
        uint position = First + (uint)(Length / ImageHeader.Unit);
        Length += padded;
        return position;
    }

    /// <summary>Takes back what was appended last and no version has.</summary>
    public void Shrink(long length) => Length = length;

    /// <summary>Another with the same octets at the same positions, and room for as many again and some more.</summary>
    public OverlayArena Grow(long more)
    {
        var grown = new OverlayArena(First, (2 * _capacity) + more) { Length = Length };
        NativeMemory.Copy(Start, grown.Start, (nuint)Length);
        return grown;
    }

    protected override bool ReleaseHandle()
    {
        NativeBlock.Free(Start, (nuint)_capacity);
        return true;
    }
}
