using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones.Images;

/// <summary>A whole file in memory, to be read. On Linux it is mapped; elsewhere it is read.</summary>
internal sealed unsafe class FileMapping : SafeHandle
{
    private readonly nuint _reserved;
    private int _isMoved;

    private FileMapping(byte* start, long length, nuint reserved)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        Length = length;
        _reserved = reserved;
        SetHandle((nint)start);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>At a boundary of two MiB where the file is mapped.</summary>
    public byte* Start => (byte*)handle;

    public long Length { get; }

    /// <exception cref="IOException">The file cannot be read, or is empty.</exception>
    public static FileMapping Open(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length == 0)
        {
            throw new IOException($"{path} is empty");
        }

        if (OperatingSystem.IsLinux())
        {
            byte* mapped = NativeBlock.MapFile((int)file.DangerousGetHandle(), (nuint)length, out nuint reserved);
            return new FileMapping(mapped, length, reserved);
        }

        var read = new FileMapping(NativeBlock.Allocate((nuint)length), length, reserved: 0);
        for (long at = 0; at < length;)
        {
            int count = RandomAccess.Read(file, new Span<byte>(read.Start + at, (int)Math.Min(length - at, 1 << 20)), at);
            at = count > 0 ? at + count : throw new IOException($"{path} became shorter while it was read");
        }

        return read;
    }

    /// <summary>
    /// Moves the contents out of the file's small pages into huge ones, beside readers, once: look-ups then miss the
    /// processor's table of pages far less often. Returns how many were moved, which is 0 where there is nothing to gain.
    /// </summary>
    public int MoveToHugePages(CancellationToken cancellation)
    {
        bool isHeld = false;
        int moved = 0;
        if (_reserved == 0 || Interlocked.Exchange(ref _isMoved, 1) != 0)
        {
            return 0;
        }

        DangerousAddRef(ref isHeld);
        for (long at = 0; at < Length && !cancellation.IsCancellationRequested; at += (long)NativeBlock.HugePage)
        {
            if (!NativeBlock.TryReplaceByHugePage(Start + at, (nuint)Math.Min(Length - at, (long)NativeBlock.HugePage)))
            {
                break;
            }

            moved++;
        }

        DangerousRelease();
        return moved;
    }

    protected override bool ReleaseHandle()
    {
        if (_reserved > 0)
        {
            NativeBlock.Unmap(Start, _reserved);
        }
        else
        {
            NativeBlock.Free(Start, (nuint)Length);
        }

        return true;
    }
}
