using System.Globalization;

namespace ReverseDns.App.Health;

/// <summary>What the machine has left. One thread looks, any may read.</summary>
internal sealed class MachineWatch(string? stateFolder, Func<string?> timerError, HealthOptions options)
{
    private const long Kibi = 1_024;

    private IReadOnlyList<Reason> _reasons = [];

    public IReadOnlyList<Reason> Reasons => Volatile.Read(ref _reasons);

    public void Look() => Volatile.Write(ref _reasons, [.. Memory(), .. Disk(), .. State()]);

    private IEnumerable<Reason> Memory()
    {
        // The limit of a control group leaves the process less than the machine has.
        long total = ReadKibibytes("/proc/meminfo", "MemTotal:");
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        double ofMachine = Percent(ReadKibibytes("/proc/meminfo", "MemAvailable:"), total);
        double ofLimit = limit < total ? Percent(limit - ReadKibibytes("/proc/self/status", "RssAnon:"), limit) : ofMachine;
        double left = Math.Min(ofMachine, ofLimit);
        if (total > 0 && left < options.MemoryFree)
        {
            yield return new Reason(ReasonKind.MemoryLow, string.Create(
                CultureInfo.InvariantCulture, $"{left:F1} % of {(ofLimit < ofMachine ? "what the process may have" : "the machine's memory")} is left, {options.MemoryFree} % should be"));
        }
    }

    private IEnumerable<Reason> Disk()
    {
        double left = 0;
        string? fault = null;
        try
        {
            if (stateFolder is not null)
            {
                var drive = new DriveInfo(stateFolder);
                left = Percent(drive.AvailableFreeSpace, drive.TotalSize);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }

        if (stateFolder is not null && (fault is not null || left < options.DiskFree))
        {
            yield return new Reason(ReasonKind.DiskLow, fault ?? string.Create(
                CultureInfo.InvariantCulture, $"{left:F1} % is left where {stateFolder} is, {options.DiskFree} % should be"));
        }
    }

    private IEnumerable<Reason> State() =>
        timerError() is { } error ? [new Reason(ReasonKind.StateUnwritable, $"the timers of secondary zones cannot be written: {error}")] : [];

    private static double Percent(long part, long whole) => whole <= 0 ? 0 : 100.0 * part / whole;

    /// <summary>In octets; 0 when there is no such line.</summary>
    private static long ReadKibibytes(string file, string start)
    {
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
        string number = line?[start.Length..].Trim().Split(' ')[0] ?? "0";
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * Kibi : 0;
    }
}
