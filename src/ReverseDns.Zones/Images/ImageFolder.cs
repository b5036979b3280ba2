using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Images;

namespace ReverseDns.Zones;

/// <summary>
/// A folder of compiled zones as files, from which a start answers without reading any text. A large zone has a file of
/// its own; all small ones share one. The folder has the key that names are hashed with: a process uses one folder, and
/// opens it before it compiles a zone or makes a <see cref="ZoneTable"/>. One process at a time has it.
/// </summary>
public sealed class ImageFolder : IDisposable
{
    private const string Extension = ".image";
    private const string SharedName = "small" + Extension;
    private const string KeyName = "hash.key";
    private const string LockName = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Octets of an image from which on it has its own file.</summary>
    private const long OwnFileSize = 1 << 20;

    /// <summary>The shared file is written again when more than this part of its zones is not as in it.</summary>
    private const int ToleratedPart = 16;

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly Lock _writing = new();

    private ImageFolder(string path, FileStream held) => (_path, _lock) = (path, held);

    /// <summary>
    /// Opens a folder, which is made if it is not there; the one above it must be. Its key becomes the process's, unless
    /// names have been hashed already: then the process's key becomes the folder's, and no image in it fits.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be used, or another process does.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be used.</exception>
    public static ImageFolder Open(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new DirectoryNotFoundException($"there is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }

        FileStream held = new(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            SettleKey(Path.Combine(path, KeyName));
            return new ImageFolder(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public ImageSet Read() => new(Directory.EnumerateFiles(_path, "*" + Extension));

    /// <summary>
    /// Brings the files up to date with the zones that are served: writes what differs by its source, removes what no
    /// zone needs any more. Of a large zone with an overlay a stored version before it stays: its changes are in a journal.
    /// Takes a while, and may run beside anything.
    /// </summary>
    /// <param name="sourceOf">Says of a zone, by its place in the list, what it was compiled from; what has the same source is not written again.</param>
    /// <exception cref="IOException">Something could not be written; what was there before stays.</exception>
    /// <param name="all">Small zones too of which so few have changed that it would be put off.</param>
    /// <param name="isUnkept">Says of a zone that its changes are in no journal; null: of none.</param>
    /// <returns>False when some have been put off.</returns>
    public bool Update(
        IReadOnlyList<CompiledZone> zones,
        Func<int, byte[]> sourceOf,
        CancellationToken cancellation,
        bool all = false,
        Func<int, bool>? isUnkept = null)
    {
        lock (_writing)
        {
            return UpdateAll(zones, sourceOf, all, isUnkept ?? (_ => false), cancellation);
        }
    }

    /// <summary>
    /// Makes the same version without anything beside its image; null when this one has been disposed. A large zone's new
    /// image is made in its file and opened from there, and so takes no memory while it is made.
    /// </summary>
    /// <param name="source">What the version was made from.</param>
    /// <exception cref="IOException">The file could not be written; the old one stays.</exception>
    public CompiledZone? Merge(CompiledZone zone, byte[] source, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || zone.ImageLength < OwnFileSize)
        {
            return zone.Merge();
        }

        lock (_writing)
        {
            if (!zone.TryBeginUse())
            {
                return null;
            }

            try
            {
                return MergedImageFile.Write(OwnPath(zone.Origin), zone, source, cancellation);
            }
            finally
            {
                zone.EndUse();
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    private string SharedPath => Path.Combine(_path, SharedName);

    /// <summary>Named by a digest, so that no label can leave the folder.</summary>
    private string OwnPath(DomainName origin) =>
        Path.Combine(_path, Convert.ToHexStringLower(SHA256.HashData(origin.ToLower().Wire)) + Extension);

    private bool UpdateAll(
        IReadOnlyList<CompiledZone> zones, Func<int, byte[]> sourceOf, bool all, Func<int, bool> isUnkept, CancellationToken cancellation)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var small = new List<int>();
        int changed = 0;
        using (ImageSet present = Read())
        {
            for (int i = 0; i < zones.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                bool isLarge = zones[i].ImageLength >= OwnFileSize;
                string path = isLarge ? OwnPath(zones[i].Origin) : SharedPath;
                bool isPresent = present.Find(zones[i].Origin) is { IsOfThisBuild: true } image
                    && string.Equals(image.File, path, StringComparison.Ordinal) && image.Source.SequenceEqual(sourceOf(i));
                kept.Add(path);
                if (isLarge && !isPresent && (zones[i].OverlaySize == 0 || !File.Exists(path) || isUnkept(i)))
                {
                    Write(path, zones, [i], sourceOf, cancellation);
                }
                else if (!isLarge)
                {
                    small.Add(i);
                    changed += isPresent ? 0 : 1;
                }
            }

            changed += Math.Max(0, present.CountIn(SharedPath) - small.Count);
        }

        bool isDue = changed * ToleratedPart > (all ? 0 : small.Count);
        if (small.Count > 0 && isDue)
        {
            Write(SharedPath, zones, small, sourceOf, cancellation);
        }

        RemoveAllBut(kept);
        return isDue || changed == 0;
    }

    private static void Write(
        string path, IReadOnlyList<CompiledZone> zones, List<int> chosen, Func<int, byte[]> sourceOf, CancellationToken cancellation)
    {
        using var writer = new ImageFileWriter();
        var used = new List<CompiledZone>(chosen.Count);
        try
        {
            foreach (int i in chosen)
            {
                cancellation.ThrowIfCancellationRequested();
                if (zones[i].TryBeginUse())
                {
                    used.Add(zones[i]);
                    writer.Add(zones[i], sourceOf(i));
                }
            }

            if (used.Count > 0)
            {
                writer.Write(path, cancellation);
            }
        }
        finally
        {
            used.ForEach(zone => zone.EndUse());
        }
    }

    private void RemoveAllBut(HashSet<string> kept)
    {
        foreach (string path in Directory.EnumerateFiles(_path))
        {
            bool isOurs = path.EndsWith(Extension, StringComparison.Ordinal)
                || path.EndsWith(Extension + AtomicFile.Unfinished, StringComparison.Ordinal);
            if (isOurs && !kept.Contains(path))
            {
                File.Delete(path);
            }
        }
    }

    private static unsafe void SettleKey(string path)
    {
        byte[] key = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (key.Length == sizeof(NameHash))
        {
            NameHash.Offer(MemoryMarshal.Read<NameHash>(key));
        }

        NameHash ours = NameHash.Process;
        byte[] wanted = MemoryMarshal.AsBytes(new ReadOnlySpan<NameHash>(in ours)).ToArray();
        if (!wanted.AsSpan().SequenceEqual(key))
        {
            AtomicFile.Write(path, OwnerOnly, stream => stream.Write(wanted));
        }
    }
}
