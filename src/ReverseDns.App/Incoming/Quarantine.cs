using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Incoming;

/// <summary>
/// Keeps versions that were refused as zone files, with the reasons beside them: the last one of each zone, of so many
/// zones. From any thread.
/// </summary>
internal sealed class Quarantine(string folder, TimeProvider clock)
{
    private const int MostZones = 64;
    private const long LargestVersion = 1L << 28;
    private const string Suffix = ".zone";

    private readonly Lock _writing = new();

    /// <summary>Returns where it is; null when it could not be kept, or is too large to be.</summary>
    public string? Keep(ZoneContents version, Serial serial, IReadOnlyList<string> reasons)
    {
        string file = Path.Combine(folder, Uri.EscapeDataString(version.Origin.ToLower().ToString().TrimEnd('.')) + Suffix);
        string text = $"{version.Origin} serial {serial} is refused:\n{string.Join('\n', reasons)}\n";
        lock (_writing)
        {
            try
            {
                Directory.CreateDirectory(folder);
                string why = Path.ChangeExtension(file, ".txt");
                bool isNew = !File.Exists(why) || !File.ReadAllText(why).EndsWith(text, StringComparison.Ordinal);
                if (isNew)
                {
                    File.Delete(file);
                    File.WriteAllText(why, string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():u}\n{text}"));
                    MakeRoom();
                }

                if (isNew && version.Size <= LargestVersion)
                {
                    ZoneFileWriter.Write(version, file);
                }

                return File.Exists(file) ? file : why;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The version is refused all the same.
                return null;
            }
        }
    }

    private void MakeRoom()
    {
        IEnumerable<FileInfo> oldest = new DirectoryInfo(folder).EnumerateFiles("*.txt")
            .OrderByDescending(file => file.LastWriteTimeUtc).Skip(MostZones).ToArray();
        foreach (FileInfo file in oldest)
        {
            File.Delete(Path.ChangeExtension(file.FullName, Suffix));
            file.Delete();
        }
    }
}
