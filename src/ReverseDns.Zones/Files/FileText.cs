using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones;

/// <summary>
/// A file's octets, read whole into native memory. Not mapped: a mapped file that somebody truncates kills the
/// process that reads it.
/// </summary>
internal sealed unsafe class FileText : IDisposable
{
    private const int SmallestBuffer = 1 << 16;

    private byte* _octets;
    private long _capacity;
    private long _length;

    private FileText()
    {
    }

    public ReadOnlySpan<byte> Octets => new(_octets, checked((int)_length));

    /// <summary>Null with a fault in the operator's words when the file cannot be had whole.</summary>
    public static FileText? TryRead(string path, long maxSize, out string fault)
    {
        fault = string.Empty;
        if (Directory.Exists(path))
        {
            fault = "is a directory, not a zone file";
            return null;
        }

        var text = new FileText();
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path);
            fault = text.Fill(handle, Math.Min(maxSize, int.MaxValue));
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

        if (fault.Length == 0)
        {
            return text;
        }

        text.Dispose();
        return null;
    }

    public void Dispose()
    {
        NativeMemory.Free(_octets);
        _octets = null;
        _length = 0;
    }

    /// <summary>Returns the fault, empty when there is none. A length of 0 may be a pipe's, which has none to tell.</summary>
    private string Fill(SafeFileHandle handle, long maxSize)
    {
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        long expected = stream.CanSeek ? stream.Length : 0;
        if (expected > maxSize)
        {
            return $"is too large: {expected} octets, at most {maxSize} are read";
        }

        Grow(Math.Max(expected + 1, SmallestBuffer));
        int read;
        while ((read = stream.Read(Free())) > 0)
        {
            _length += read;
            if (_length > maxSize)
            {
                return $"is too large: more than the {maxSize} octets that are read";
            }

            if (_length == _capacity)
            {
                Grow(_capacity * 2);
            }
        }

        return (_length, expected) switch
        {
            (0, _) => "is empty",
            (_, > 0) when _length != expected => "changed while it was read",
            _ => string.Empty,
        };
    }

    private Span<byte> Free() => new(_octets + _length, (int)Math.Min(_capacity - _length, 1 << 30));

    private void Grow(long capacity)
    {
        _octets = (byte*)NativeMemory.Realloc(_octets, (nuint)capacity);
        _capacity = capacity;
    }
}
