using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones;

/// <summary>The part of a file behind an offset, as memory. The file is made as large as the memory; Linux only.</summary>
/// <param name="offset">A multiple of <see cref="Alignment"/>.</param>
internal sealed unsafe partial class FileMemory(SafeFileHandle file, long offset)
{
    /// <summary>The largest page size of the machines this runs on.</summary>
    public const int Alignment = 1 << 16;

    /// <exception cref="IOException">The file system has no room for so much: said here, as the writing to memory could not say it.</exception>
    public byte* Map(nuint size)
    {
        int error = Allocate(file, (nint)offset, (nint)size);
        return error == 0
            ? NativeBlock.MapToWrite((int)file.DangerousGetHandle(), size, offset)
            : throw new IOException($"no room for {size} octets: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    public byte* Resize(byte* start, nuint size, nuint newSize)
    {
        NativeBlock.Unmap(start, size);
        if (newSize < size)
        {
            RandomAccess.SetLength(file, offset + (long)newSize);
        }

        return Map(newSize);
    }

    /// <summary>What has been written is the file's; the process need not hold it.</summary>
    public static void Release(byte* start, nuint size) => NativeBlock.ReleasePages(start, size);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(SafeFileHandle file, nint offset, nint length);
}
