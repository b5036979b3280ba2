using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReverseDns.Zones;

/// <summary>
/// A block of memory outside the managed heap that grows at its end. Its address changes when it grows: keep
/// offsets, never pointers, across an append. Not thread safe; the finalizer gives back what nobody disposed.
/// </summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const int ReleaseStep = 4 << 20;

    private readonly FileMemory? _file;
    private byte* _start;
    private nuint _capacity;
    private nuint _released;

    public NativeBuffer(long capacity)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _capacity = (nuint)Math.Max(capacity, 4096);
        _start = NativeBlock.Allocate(_capacity);
        SetHandle((nint)_start);
    }

    /// <summary>The memory is the contents of a file, so that it can be large and take little.</summary>
    /// <exception cref="IOException">The file system has no room.</exception>
    public NativeBuffer(FileMemory file, long capacity)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _file = file;
        _capacity = (nuint)Math.Max(capacity, 4096);
        _start = file.Map(_capacity);
        SetHandle((nint)_start);
    }

    public override bool IsInvalid => handle == 0;

    public byte* Start => _start;

    public long Length { get; private set; }

    /// <summary>Makes room for more octets, contents undefined, and returns where they start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Append(int count)
    {
        long start = Length;
        if ((nuint)(start + count) > _capacity)
        {
            Grow(start + count);
        }

        Length = start + count;
        return _start + start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>(Append(bytes.Length), bytes.Length));

    /// <summary>Zero octets up to the next multiple of a power of two.</summary>
    public void Align(int alignment)
    {
        int missing = (int)(-Length & (alignment - 1));
        new Span<byte>(Append(missing), missing).Clear();
    }

    /// <summary>Takes back what was appended last.</summary>
    public void Shrink(long length) => Length = length;

    /// <summary>Gives the unused end back to the system.</summary>
    public void Trim()
    {
        Resize((nuint)Math.Max(Length, 1));
    }

    /// <summary>
    /// Where the memory is a file's: lets go of what was appended, which comes back from the file when it is looked at.
    /// </summary>
    public void ReleasePages()
    {
        if (_file is not null && (nuint)Length > _released + ReleaseStep)
        {
            _released = (nuint)Length;
            FileMemory.Release(_start, _capacity);
        }
    }

    protected override bool ReleaseHandle()
    {
        if (_file is null)
        {
            NativeBlock.Free(_start, _capacity);
        }
        else
        {
            NativeBlock.Unmap(_start, _capacity);
        }

        _start = null;
        _capacity = 0;
        Length = 0;
        return true;
    }

    private void Grow(long needed)
    {
        nuint capacity = _capacity;
        while (capacity < (nuint)needed)
        {
            capacity += capacity / 2;
        }

        Resize(capacity);
    }

    private void Resize(nuint capacity)
    {
        _start = _file is null
            ? NativeBlock.Resize(_start, _capacity, capacity)
            : _file.Resize(_start, _capacity, capacity);
        _capacity = capacity;
        SetHandle((nint)_start);
    }
}
