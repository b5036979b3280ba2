using System.Runtime.InteropServices;

namespace ReverseDns.Zones;

/// <summary>
/// Memory outside the managed heap. On Linux large blocks are mappings of their own with huge pages: they are faulted in
/// and found by the processor many times faster, grow without copying, and shrink.
/// </summary>
internal static unsafe partial class NativeBlock
{
    public const nuint HugePage = 2 << 20;

    private const nuint SmallestMapping = 2 * HugePage;
    private const int Page = 4096;
    private const int ReadOnly = 1;
    private const int ReadWrite = 3;
    private const int Shared = 0x01;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int PrivateAnonymous = 0x22;
    private const int NoReserve = 0x4000;
    private const int MayMove = 1;
    private const int FixedAddress = 2;
    private const int AdviseNotNeeded = 4;
    private const int AdviseHugePages = 14;
    private const int AdvisePopulateRead = 22;

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
            Unmap(block, Rounded(size));
        }
        else
        {
            NativeMemory.Free(block);
        }
    }

    /// <summary>
    /// Maps a file for reading, at a boundary of a huge page and with address space up to the next one behind it.
    /// </summary>
    /// <param name="reserved">What to give back with <see cref="Unmap"/>.</param>
    public static byte* MapFile(int file, nuint size, out nuint reserved)
    {
        reserved = Rounded(size);
        byte* range = Map(null, reserved + HugePage, protection: 0, PrivateAnonymous | NoReserve, -1, 0);
        if ((nint)range == -1)
        {
            throw new IOException($"the system has no address space for {size} octets left");
        }

        byte* start = (byte*)(((nuint)range + HugePage - 1) & ~(HugePage - 1));
        Unmap(range, (nuint)(start - range));
        Unmap(start + reserved, HugePage - (nuint)(start - range));
        if ((nint)Map(start, size, ReadOnly, Private | Fixed, file, 0) == -1)
        {
            Unmap(start, reserved);
            throw new IOException($"a file of {size} octets cannot be mapped");
        }

        return start;
    }

    /// <summary>Maps a part of a file to be written; what is written to memory is in the file.</summary>
    /// <param name="offset">A multiple of the page size.</param>
    public static byte* MapToWrite(int file, nuint size, long offset)
    {
        byte* start = Map(null, size, ReadWrite, Shared, file, (nint)offset);
        return (nint)start != -1 ? start : throw new IOException($"{size} octets of a file cannot be mapped");
    }

    /// <summary>Gives back the pages of a file's mapping; its contents stay.</summary>
    public static void ReleasePages(byte* start, nuint length) => _ = Advise(start, length, AdviseNotNeeded);

    public static void Unmap(byte* start, nuint length)
    {
        if (length > 0)
        {
            _ = MemoryUnmap(start, length);
        }
    }

    /// <summary>Has the pages of a mapping that is about to be read through brought in at once, where the system can.</summary>
    public static void Populate(byte* start, nuint length)
    {
        if (OperatingSystem.IsLinux())
        {
            byte* page = (byte*)((nuint)start & ~(nuint)(Page - 1));
            _ = Advise(page, length + (nuint)(start - page), AdvisePopulateRead);
        }
    }

    /// <summary>
    /// Puts a copy of what lies at an address, in a huge page, in its place: a reader finds the same octets before and
    /// after, and waits in between. False when the system will not.
    /// </summary>
    /// <param name="start">At a boundary of a huge page; the address space up to the next one is the caller's.</param>
    /// <param name="length">Octets to copy, at most a huge page; the rest of the page is zero.</param>
    public static bool TryReplaceByHugePage(byte* start, nuint length)
    {
        byte* range = Map(null, 2 * HugePage, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)range == -1)
        {
            return false;
        }

        byte* page = (byte*)(((nuint)range + HugePage - 1) & ~(HugePage - 1));
        _ = Advise(page, HugePage, AdviseHugePages);
        NativeMemory.Copy(start, page, length);
        bool isMoved = MoveTo(page, HugePage, HugePage, MayMove | FixedAddress, start) == start;
        Unmap(range, (nuint)(page - range) + (isMoved ? 0 : HugePage));
        Unmap(page + HugePage, HugePage - (nuint)(page - range));
        return isMoved;
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

    [LibraryImport("libc", EntryPoint = "mremap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* MoveTo(byte* address, nuint oldLength, nuint newLength, int flags, byte* newAddress);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryUnmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* address, nuint length, int advice);
}
