namespace ReverseDns.Registry;

/// <summary>
/// Files written aside and put in place together: first all are on the disk, then each is renamed over the old one.
/// Whoever reads one sees the old or the new whole; what was not put in place is removed.
/// </summary>
internal sealed class PendingFiles(string folder) : IDisposable
{
    private const string Suffix = ".new";

    private readonly List<string> _names = [];

    /// <summary>Returns where the file lies until it is published.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        _names.Add(name);
        string path = Path.Combine(folder, name + Suffix);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return path;
    }

    /// <summary>In the order in which they were written.</summary>
    public void Publish()
    {
        foreach (string name in _names)
        {
            string path = Path.Combine(folder, name);
            File.Move(path + Suffix, path, overwrite: true);
        }

        _names.Clear();
    }

    public void Dispose()
    {
        foreach (string name in _names)
        {
            File.Delete(Path.Combine(folder, name + Suffix));
        }
    }
}
