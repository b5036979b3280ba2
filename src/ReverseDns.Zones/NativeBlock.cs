using System.Runtime.InteropServices;

namespace ReverseDns.Zones;

/// <summary>
/// Memory outside the managed heap. On Linux large blocks are mappings of their own with huge pages: they are faulted in
/// and found by the processor many times faster, grow without copying, and shrink.
/// </summary>
internal static unsafe partial class NativeBlock
{
    private const nuint HugePage = 2 << 20;
    private const nuint SmallestMapping = 2 * HugePage;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int MayMove = 1;
    private const int AdviseHugePages = 14;

    public static byte* Allocate(nuint size) =>
        IsMapping(size) ? Map(size) : (byte*)NativeMemory.Alloc(size);

    public static byte* Resize(byte* block, nuint size, nuint newSize)
    {
        if (!IsMapping(size) && !IsMapping(newSize))
        {
            return (byte*)NativeMemory.Realloc(block, newSize);
        }

        if (IsMapping(size) && IsMapping(newSize))
        {
            byte* moved = Remap(block, Rounded(size), Rounded(newSize), MayMove);
            return Checked(moved, newSize);
        }

        byte* copy = Allocate(newSize);
        NativeMemory.Copy(block, copy, nuint.Min(size, newSize));
        Free(block, size);
        return copy;
    }

    public static void Free(byte* block, nuint size)
    {
        if (IsMapping(size))
        {
            _ = Unmap(block, Rounded(size));
        }
        else
        {
            NativeMemory.Free(block);
        }
    }

    private static bool IsMapping(nuint size) => OperatingSystem.IsLinux() && size >= SmallestMapping;

    private static nuint Rounded(nuint size) => (size + HugePage - 1) & ~(HugePage - 1);

    private static byte* Map(nuint size) =>
        Checked(Map(null, Rounded(size), ReadWrite, PrivateAnonymous, -1, 0), size);

    private static byte* Checked(byte* block, nuint size)
    {
        if ((nint)block == -1)
        {
            throw new IOException($"the system has no {size} octets of memory left");
        }

        // A kernel without huge pages refuses, and nothing is lost.
        _ = Advise(block, Rounded(size), AdviseHugePages);
        return block;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* Remap(byte* address, nuint oldLength, nuint newLength, int flags);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* address, nuint length, int advice);
}
