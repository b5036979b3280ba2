using System.Buffers;
using System.Security.Cryptography;

namespace ReverseDns.Registry;

/// <summary>
/// Reads a file line by line in constant memory and takes its MD5 on the way: registries publish their check-sums
/// in that form, and it guards against accidents, not against forgers.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int MaxLine = 1 << 20;

#pragma warning disable CA5351 // the companion files are MD5; nothing secret depends on it
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351

    private readonly FileStream _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _start;
    private int _end;
    private bool _atEnd;

    public LineReader(string path) => _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);

    /// <summary>The line that was read last, from 1.</summary>
    public int Line { get; private set; }

    public long Length => _stream.Length;

    public long Position => _stream.Position - (_end - _start);

    /// <summary>The last line had no newline: the file may have been cut off.</summary>
    public bool EndsWithinLine { get; private set; }

    /// <summary>Reads the next line, without its line end; it is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                break;
            }

            searched = _end - _start;
            if (_atEnd || searched > MaxLine)
            {
                EndsWithinLine |= searched > 0;
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                if (searched == 0)
                {
                    return false;
                }

                break;
            }

            Fill();
        }

        Line++;
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        return true;
    }

    /// <summary>The check-sum of everything read so far, in lower-case hex; the reader starts a new one.</summary>
    public string TakeMd5() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Fill()
    {
        int kept = _end - _start;
        byte[] target = kept * 2 > _buffer.Length ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        int read = _stream.Read(_buffer.AsSpan(kept));
        _hash.AppendData(_buffer.AsSpan(kept, read));
        (_start, _end, _atEnd) = (0, kept + read, read == 0);
    }
}
