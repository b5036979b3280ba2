using System.Security.Cryptography;

namespace ReverseDns.App.Serving;

/// <summary>
/// How a file was when it was read: to see at a reload, from its time and size alone where that is safe, that it is
/// still the same. A file written a moment before may be written again with the same time and size; then the content decides.
/// </summary>
/// <param name="Digest">SHA-256 of the content; empty for a file that could not be read.</param>
/// <param name="IsRecent">The file had been written just before, so that its time says nothing yet.</param>
internal sealed record FileStamp(string File, DateTime Written, long Size, ReadOnlyMemory<byte> Digest, bool IsRecent)
{
    /// <summary>For so long after a file was written, its time says nothing, whatever the file system.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    /// <summary>The same where the times of files have fractions of seconds: several ticks of a slow clock.</summary>
    private static readonly TimeSpan FineRecent = TimeSpan.FromMilliseconds(100);

    public static FileStamp Take(string file, DateTimeOffset now)
    {
        try
        {
            var info = new FileInfo(file);
            (DateTime written, long size) = (info.LastWriteTimeUtc, info.Length);
            using FileStream stream = info.OpenRead();
            byte[] digest = SHA256.HashData(stream);
            return new FileStamp(file, written, size, digest, now.UtcDateTime - written < RecentFor(written));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(file, default, 0, ReadOnlyMemory<byte>.Empty, IsRecent: true);
        }
    }

    /// <summary>All stamps as they are now when the contents are still the same, else null.</summary>
    public static IReadOnlyList<FileStamp>? Renew(IReadOnlyList<FileStamp> files, DateTimeOffset now)
    {
        var renewed = new List<FileStamp>(files.Count);
        foreach (FileStamp file in files)
        {
            if (file.Renew(now) is not { } same)
            {
                return null;
            }

            renewed.Add(same);
        }

        return renewed;
    }

    /// <summary>The stamp as it is now when the content is still the same, else null.</summary>
    public FileStamp? Renew(DateTimeOffset now)
    {
        if (Digest.IsEmpty)
        {
            return null;
        }

        var info = new FileInfo(File);
        if (!IsRecent && info.Exists && info.LastWriteTimeUtc == Written && info.Length == Size)
        {
            return this;
        }

        if (!info.Exists || info.Length != Size)
        {
            return null;
        }

        FileStamp current = Take(File, now);
        return current.HasSameContent(this) ? current : null;
    }

    public bool HasSameContent(FileStamp other) => !Digest.IsEmpty && Digest.Span.SequenceEqual(other.Digest.Span);

    private static TimeSpan RecentFor(DateTime written) =>
        written.Ticks % TimeSpan.TicksPerMillisecond == 0 ? Recent : FineRecent;
}
