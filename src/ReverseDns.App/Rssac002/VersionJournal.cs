using System.Globalization;
using System.Text;
using ReverseDns.App.History;

namespace ReverseDns.App.Rssac002;

/// <summary>
/// The versions that were served, a file a day, a line each: what is written there outlives the process. A line that the fall of
/// the machine has left damaged is passed over. From any thread.
/// </summary>
internal sealed class VersionJournal(string folder)
{
    private const string Unknown = "-";

    private readonly Lock _lock = new();

    /// <exception cref="IOException">It is not written.</exception>
    public void Add(DateOnly day, ZoneVersion version)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{version.Zone} {version.Serial} {version.Seconds?.ToString(CultureInfo.InvariantCulture) ?? Unknown} {version.Octets}");
        lock (_lock)
        {
            // What a torn line lacks of its end is not to spoil this one.
            string path = PathOf(day);
            File.AppendAllText(path, $"{(EndsInLine(path) ? "" : "\n")}{line} {DigestOf(line)}\n");
        }
    }

    public IReadOnlyList<ZoneVersion> Read(DateOnly day)
    {
        lock (_lock)
        {
            string path = PathOf(day);
            return File.Exists(path) ? [.. File.ReadLines(path).Select(Parse).OfType<ZoneVersion>()] : [];
        }
    }

    public void Forget(DateOnly day) => File.Delete(PathOf(day));

    private static bool EndsInLine(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        using FileStream file = File.OpenRead(path);
        file.Position = Math.Max(0, file.Length - 1);
        return file.ReadByte() is -1 or '\n';
    }

    private static string DigestOf(string line) => Convert.ToHexStringLower(RingLayout.Digest(Encoding.UTF8.GetBytes(line)));

    private static ZoneVersion? Parse(string line)
    {
        int end = line.LastIndexOf(' ');
        if (end < 0 || !line.AsSpan(end + 1).SequenceEqual(DigestOf(line[..end])))
        {
            return null;
        }

        string[] fields = line[..end].Split(' ');
        return new ZoneVersion(
            fields[0],
            uint.Parse(fields[1], CultureInfo.InvariantCulture),
            string.Equals(fields[2], Unknown, StringComparison.Ordinal) ? null : long.Parse(fields[2], CultureInfo.InvariantCulture),
            long.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    private string PathOf(DateOnly day) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rssac002-versions-{day:yyyyMMdd}"));
}
