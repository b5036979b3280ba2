using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.History;

/// <summary>
/// The sketches of the five minutes and of the day that run, so that another process goes on with them. They are written to two
/// places in turn, each with a digest: what a fall of the machine has torn, the other place has from a second before.
/// </summary>
internal sealed class SourceState : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SpanLength = sizeof(long) + SourceSketches.Length;
    private const int SpansAt = 2 * sizeof(long);
    private const int PlaceLength = SpansAt + (2 * SpanLength) + RingLayout.DigestLength;

    private readonly SafeFileHandle _file;
    private readonly byte[] _next = new byte[PlaceLength];
    private readonly byte[] _written = new byte[PlaceLength];
    private long _turn;

    private SourceState(SafeFileHandle file) => _file = file;

    /// <summary>The key that sketches in a folder are made with; one is made where there is none. Null: it cannot be kept.</summary>
    public static byte[]? ReadKey(string folder)
    {
        string path = Path.Combine(folder, "sources.key");
        try
        {
            byte[] known = File.Exists(path) ? File.ReadAllBytes(path) : [];
            if (known.Length == SourceKey.Length)
            {
                return known;
            }

            Directory.CreateDirectory(folder);
            byte[] made = System.Security.Cryptography.RandomNumberGenerator.GetBytes(SourceKey.Length);
            AtomicFile.Write(path, Mode, stream => stream.Write(made));
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The history cannot be kept either, and says so.
            return null;
        }
    }

    /// <exception cref="IOException">The file can be neither read nor written.</exception>
    public static SourceState Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(file, Mode);
        return new SourceState(file);
    }

    /// <summary>Gives spans what was written of the same steps under the same key.</summary>
    public void ReadInto(byte[] key, SourceSpan minutes, SourceSpan day)
    {
        long best = -1;
        byte[] place = new byte[PlaceLength];
        for (int i = 0; i < 2; i++)
        {
            bool isWhole = RandomAccess.Read(_file, place, (long)i * PlaceLength) == PlaceLength
                && RingLayout.Digest(place.AsSpan(..^RingLayout.DigestLength)).AsSpan().SequenceEqual(place.AsSpan(^RingLayout.DigestLength..))
                && place.AsSpan(sizeof(long), sizeof(long)).SequenceEqual(NameOf(key));
            if (isWhole && BinaryPrimitives.ReadInt64LittleEndian(place) is var turn && turn > best)
            {
                best = turn;
                place.CopyTo(_written, 0);
            }
        }

        _turn = best + 1;
        if (best >= 0)
        {
            Take(minutes, SpansAt);
            Take(day, SpansAt + SpanLength);
        }
    }

    /// <summary>Nothing when nothing has changed.</summary>
    /// <exception cref="IOException">It is not written.</exception>
    public void Write(byte[] key, SourceSpan minutes, SourceSpan day)
    {
        NameOf(key).CopyTo(_next.AsSpan(sizeof(long)));
        Put(minutes, SpansAt);
        Put(day, SpansAt + SpanLength);
        if (_next.AsSpan(sizeof(long)..^RingLayout.DigestLength).SequenceEqual(_written.AsSpan(sizeof(long)..^RingLayout.DigestLength)))
        {
            return;
        }

        BinaryPrimitives.WriteInt64LittleEndian(_next, _turn);
        RingLayout.Digest(_next.AsSpan(..^RingLayout.DigestLength)).CopyTo(_next, PlaceLength - RingLayout.DigestLength);
        RandomAccess.Write(_file, _next, _turn % 2 * PlaceLength);
        _next.CopyTo(_written, 0);
        _turn++;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Says which key without telling it.</summary>
    private static byte[] NameOf(byte[] key) => RingLayout.Digest(key);

    private void Take(SourceSpan span, int at)
    {
        var stored = new SourceSketches();
        if (BinaryPrimitives.ReadInt64LittleEndian(_written.AsSpan(at)) == span.Number
            && stored.TryRead(_written.AsSpan(at + sizeof(long), SourceSketches.Length)))
        {
            span.Current.Merge(stored);
        }
    }

    private void Put(SourceSpan span, int at)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_next.AsSpan(at), span.Number);
        span.Current.CopyTo(_next.AsSpan(at + sizeof(long), SourceSketches.Length));
    }
}
