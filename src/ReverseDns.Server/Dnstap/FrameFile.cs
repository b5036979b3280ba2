namespace ReverseDns.Server;

/// <summary>
/// A file of frames. What stands there when it is opened, and what would grow beyond its limit, is moved aside: one file is
/// kept besides. Its last frame says that it is whole.
/// </summary>
internal sealed class FrameFile : IFrameSink
{
    private const string Before = ".1";

    private readonly string _path;
    private readonly int _maxSize;
    private readonly byte[] _stop = FrameStreams.Write(FrameControl.Stop);
    private FileStream _file;
    private long _size;

    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public FrameFile(string path, int maxSize)
    {
        (_path, _maxSize) = (path, maxSize);
        _file = Open(path, out _size);
    }

    public int Write(ReadOnlySpan<byte> frames, out string? failure)
    {
        try
        {
            if (_size + frames.Length + _stop.Length > _maxSize)
            {
                BeginAnew();
            }

            _file.Write(frames);
            _size += frames.Length;
            failure = null;
            return frames.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e.Message;
            return 0;
        }
    }

    public string? Check() => null;

    /// <summary>Goes on in a new file when the old one has been moved away, or something empty was put in its place.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Reopen()
    {
        var found = new FileInfo(_path);
        if (!found.Exists || found.Length == 0)
        {
            BeginAnew();
        }
    }

    public void Dispose()
    {
        try
        {
            End();
        }
        catch (IOException)
        {
            // A full disk: the frames that are there can be read without the last.
            _file.Dispose();
        }
    }

    private static FileStream Open(string path, out long size)
    {
        var found = new FileInfo(path);
        if (found.Exists && found.Length > 0)
        {
            File.Move(path, path + Before, overwrite: true);
        }

        byte[] start = FrameStreams.Write(FrameControl.Start);
        FileStream file = Create(path);
        try
        {
            file.Write(start);
            size = start.Length;
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whose clients asked for what is not everybody's business.</summary>
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,

            // What is written can be read at once.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return new FileStream(path, options);
    }

    private void BeginAnew()
    {
        End();
        _file = Open(_path, out _size);
    }

    private void End()
    {
        if (_file.CanWrite)
        {
            // Half a frame would be in the way of the last.
            _file.SetLength(_size);
            _file.Position = _size;
            _file.Write(_stop);
            _file.Dispose();
        }
    }
}
