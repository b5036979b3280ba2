using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones;

/// <summary>
/// A file of entries, read piece by piece into native memory: each piece ends where an entry does. Not mapped: a mapped
/// file that somebody truncates kills the process that reads it.
/// </summary>
internal sealed unsafe class FileText : IDisposable
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\n\"();\\"u8);
    private static readonly SearchValues<byte> QuoteEnd = SearchValues.Create("\n\"\\"u8);
    private static readonly SearchValues<byte> CommentEnd = SearchValues.Create("\n"u8);

    private readonly FileStream _stream;
    private readonly NativeBuffer _octets;
    private readonly int _pieceSize;
    private readonly long _expected;
    private readonly long _maxSize;
    private long _read;
    private int _given;
    private int _scanned;
    private SearchValues<byte>? _inside;
    private int _depth;
    private int _entriesEnd;

    private FileText(FileStream stream, long expected, ZoneFileOptions options)
    {
        _stream = stream;
        _expected = expected;
        _maxSize = options.MaxFileSize;
        _pieceSize = options.PieceSize;
        _octets = new NativeBuffer(_pieceSize);
    }

    /// <summary>Null with a fault in the operator's words when the file cannot be opened or is known to be too large.</summary>
    public static FileText? TryOpen(string path, ZoneFileOptions options, out string fault)
    {
        fault = string.Empty;
        if (Directory.Exists(path))
        {
            fault = "is a directory, not a zone file";
            return null;
        }

        try
        {
            SafeFileHandle handle = File.OpenHandle(path);
            var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            long expected = stream.CanSeek ? stream.Length : 0;
            if (expected <= options.MaxFileSize)
            {
                return new FileText(stream, expected, options);
            }

            stream.Dispose();
            fault = $"is too large: {expected} octets, at most {options.MaxFileSize} are read";
        }
        catch (FileNotFoundException)
        {
            fault = "file not found";
        }
        catch (DirectoryNotFoundException)
        {
            fault = "file not found: its folder does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            fault = "permission denied";
        }
        catch (IOException problem)
        {
            fault = $"cannot be read: {problem.Message}";
        }

        return null;
    }

    /// <summary>
    /// Gives the next whole entries, valid until the next call; false at the end or with a fault. The last ones may lack an end:
    /// a parenthesis that nothing closes keeps the rest of the file together.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> entries, out string fault)
    {
        Forget(_given);
        fault = string.Empty;
        try
        {
            while (_entriesEnd == 0 && TryFill(ref fault))
            {
                FindEnd();
            }
        }
        catch (IOException problem)
        {
            fault = $"cannot be read: {problem.Message}";
        }

        _given = fault.Length > 0 ? 0 : _entriesEnd > 0 ? _entriesEnd : (int)_octets.Length;
        entries = new ReadOnlySpan<byte>(_octets.Start, _given);
        return _given > 0;
    }

    public void Dispose()
    {
        _octets.Dispose();
        _stream.Dispose();
    }

    /// <summary>Moves what has not been given to the front.</summary>
    private void Forget(int given)
    {
        long rest = _octets.Length - given;
        Buffer.MemoryCopy(_octets.Start + given, _octets.Start, rest, rest);
        _octets.Shrink(rest);
        _scanned -= given;
        _entriesEnd = 0;
    }

    /// <summary>False at the end of the file, or with a fault. A length of 0 may be a pipe's, which has none to tell.</summary>
    private bool TryFill(ref string fault)
    {
        long before = _octets.Length;
        if (before + _pieceSize > int.MaxValue)
        {
            fault = $"is too large: more than {int.MaxValue} octets in one entry";
            return false;
        }

        int read = _stream.Read(new Span<byte>(_octets.Append(_pieceSize), _pieceSize));
        _octets.Shrink(before + read);
        _read += read;
        fault = (read, _read) switch
        {
            (_, var length) when length > _maxSize => $"is too large: more than the {_maxSize} octets that are read",
            (0, 0) => "is empty",
            (0, var length) when _expected > 0 && length != _expected => "changed while it was read",
            _ => string.Empty,
        };
        return read > 0 && fault.Length == 0;
    }

    /// <summary>
    /// Finds the last line end that is not inside parentheses. Quotes and comments end with their line, as
    /// <see cref="Protocol.PresentationReader"/> has it.
    /// </summary>
    private void FindEnd()
    {
        var text = new ReadOnlySpan<byte>(_octets.Start, (int)_octets.Length);
        while (text[_scanned..].IndexOfAny(_inside ?? Marks) is >= 0 and int skipped)
        {
            int mark = _scanned + skipped;
            if (text[mark] == '\\' && mark + 1 == text.Length)
            {
                // What it escapes is in the next piece.
                _scanned = mark;
                return;
            }

            bool escapes = text[mark] == '\\' && text[mark + 1] != '\n';
            _scanned = mark + (escapes ? 2 : 1);
            Note(text[mark]);
        }

        _scanned = text.Length;
    }

    private void Note(byte mark)
    {
        if (mark == '\n')
        {
            _inside = null;
            _entriesEnd = _depth == 0 ? _scanned : _entriesEnd;
        }
        else if (mark == '"')
        {
            _inside = _inside is null ? QuoteEnd : null;
        }
        else if (mark == ';')
        {
            _inside = CommentEnd;
        }
        else if (mark != '\\')
        {
            _depth = mark == '(' ? _depth + 1 : Math.Max(0, _depth - 1);
        }
    }
}
