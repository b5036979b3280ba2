using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones.Images;

/// <summary>A whole file in memory, to be read. On Linux it is mapped; elsewhere it is read.</summary>
internal sealed unsafe class FileMapping : SafeHandle
{
    private readonly nuint _reserved;

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
