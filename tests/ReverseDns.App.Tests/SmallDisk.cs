using System.Diagnostics;

namespace ReverseDns.App.Tests;

/// <summary>A file system of its own at a folder, small enough to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder)
    {
        _folder = folder;
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder));
    }

    /// <summary>The user may have file systems of his own.</summary>
    public static bool MayMount()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-").FullName;
        bool may = Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder) == 0 && Run("umount", folder) == 0;
        Directory.Delete(folder);
        return may;
    }

    private string Filler => Path.Combine(_folder, "filler");

    public void Fill()
    {
        using FileStream file = File.Create(Filler, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (file.Length < 1 << 20)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // Full, as it is to be.
        }
    }

    public void Empty() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", _folder);

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
