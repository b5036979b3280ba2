using System.Runtime.InteropServices;
using System.Text;

namespace ReverseDns.Zones;

/// <summary>
/// The folder that zone files may include from. Paths are compared after every symbolic link in them has been
/// followed, so neither ".." nor a link leads out.
/// </summary>
internal sealed partial class ZoneFolder
{
    private const int LongestPath = 4096;

    private readonly string _root;

    public ZoneFolder(string folder)
    {
        string root = RealPath(folder) ?? Path.GetFullPath(folder);
        _root = root.EndsWith('/') ? root : root + '/';
    }

    /// <summary>Resolves a path as a file names it: relative to the file's own folder.</summary>
    /// <param name="path">As the operator would write it, for diagnostics.</param>
    /// <param name="realPath">Free of links: two names of one file have the same.</param>
    public bool TryResolve(string includingFile, string name, out string path, out string realPath, out string fault)
    {
        path = Path.Combine(Path.GetDirectoryName(includingFile) ?? string.Empty, name);
        realPath = string.Empty;
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            fault = "$INCLUDE without a file name";
            return false;
        }

        string? resolved = RealPath(path);
        if (resolved is null)
        {
            fault = $"included file '{path}' not found";
            return false;
        }

        realPath = resolved;
        bool inside = resolved.StartsWith(_root, StringComparison.Ordinal);
        fault = inside ? string.Empty : $"included file '{path}' lies outside the zone folder '{_root}'";
        return inside;
    }

    /// <summary>The path without any symbolic link; null when nothing is there.</summary>
    public static unsafe string? RealPath(string path)
    {
        byte* buffer = stackalloc byte[LongestPath];
        return RealPath(path, buffer) is null
            ? null
            : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial byte* RealPath(string path, byte* resolved);
}
