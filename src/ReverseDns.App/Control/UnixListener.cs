using System.Net.Sockets;

namespace ReverseDns.App.Control;

/// <summary>Makes a Unix socket that has its mode from the first moment under its name: there is none in which anybody else could connect.</summary>
internal static class UnixListener
{
    /// <param name="what">What the socket is for, in the words of an error.</param>
    /// <exception cref="IOException">Another process has the socket, or it cannot be made.</exception>
    public static Socket Open(string path, UnixFileMode mode, int backlog, string what)
    {
        if (IsAnswered(path))
        {
            throw new IOException($"{what} {path}: another rdns answers there");
        }

        // Made in a folder of its own that nobody else can enter, then moved into place.
        string folder = Path.Combine(Path.GetDirectoryName(path) ?? ".", $".rdns-{Environment.ProcessId}");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string made = Path.Combine(folder, "s");
            listener.Bind(new UnixDomainSocketEndPoint(made));
            File.SetUnixFileMode(made, mode);
            listener.Listen(backlog);
            File.Move(made, path, overwrite: true);
            return listener;
        }
        catch (Exception e) when (e is SocketException or UnauthorizedAccessException or IOException or ArgumentException)
        {
            listener.Dispose();
            throw new IOException($"{what} {path}: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static bool IsAnswered(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
