using Microsoft.Win32.SafeHandles;

namespace ReverseDns.Zones;

/// <summary>
/// A file's octets, read whole into native memory. Not mapped: a mapped file that somebody truncates kills the
/// process that reads it.
/// </summary>
internal sealed unsafe class FileText : IDisposable
{
    private const int SmallestRead = 1 << 16;
    private const int LargestRead = 1 << 30;

    private NativeBuffer? _octets;

    private FileText()
    {
    }

    public ReadOnlySpan<byte> Octets => _octets is null ? [] : new(_octets.Start, checked((int)_octets.Length));

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

    public void Dispose() => _octets?.Dispose();

    /// <summary>Returns the fault, empty when there is none. A length of 0 may be a pipe's, which has none to tell.</summary>
    private string Fill(SafeFileHandle handle, long maxSize)
    {
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        long expected = stream.CanSeek ? stream.Length : 0;
        if (expected > maxSize)
        {
            return $"is too large: {expected} octets, at most {maxSize} are read";
        }

        _octets = new NativeBuffer(expected + SmallestRead);
        int read;
        do
        {
            long before = _octets.Length;
            int chunk = (int)Math.Clamp(expected - before, SmallestRead, LargestRead);
            read = stream.Read(new Span<byte>(_octets.Append(chunk), chunk));
            _octets.Shrink(before + read);
            if (_octets.Length > maxSize)
            {
                return $"is too large: more than the {maxSize} octets that are read";
            }
        }
        while (read > 0);

        return (_octets.Length, expected) switch
        {
            (0, _) => "is empty",
            (long length, > 0) when length != expected => "changed while it was read",
            _ => string.Empty,
        };
    }
}
