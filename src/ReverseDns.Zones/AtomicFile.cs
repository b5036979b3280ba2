using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones;

/// <summary>Writes files so that a reader, and the disk after a crash, has the old one or the new one and nothing between.</summary>
public static partial class AtomicFile
{
    private const int BufferSize = 1 << 20;

    /// <summary>What a file is called until it is whole.</summary>
    public const string Unfinished = ".new";

    /// <param name="mode">Of a new file; ignored where the system has none.</param>
    /// <exception cref="IOException">The file could not be written; the old one stays.</exception>
    public static void Write(string path, UnixFileMode mode, Action<FileStream> write)
    {
        string temporary = path + Unfinished;
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        try
        {
            using (FileStream stream = new(temporary, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The new name itself must be on the disk too. Where folders cannot be synced, nothing more can be done.</summary>
    private static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SafeFileHandle handle = Open(folder, flags: 0);
        if (!handle.IsInvalid)
        {
            _ = Sync(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);
}
