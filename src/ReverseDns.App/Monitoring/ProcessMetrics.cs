using System.Diagnostics;
using System.Globalization;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Monitoring;

/// <summary>The process: what it takes of the machine, and what its managed heap does.</summary>
internal static class ProcessMetrics
{
    private static readonly MetricFamily Build = new(
        "rdns_build_info", MetricType.Gauge, "", "version, runtime", "1; the labels say what runs.");
    private static readonly MetricFamily Start = new(
        "rdns_process_start_timestamp_seconds", MetricType.Gauge, "seconds", "", "When the process was started.");
    private static readonly MetricFamily Cpu = new(
        "rdns_process_cpu_seconds_total", MetricType.Counter, "seconds", "mode", "Processor time: user, system.");
    private static readonly MetricFamily Resident = new(
        "rdns_process_resident_memory_bytes", MetricType.Gauge, "bytes", "", "Memory that is in RAM, mapped images included.");
    private static readonly MetricFamily Available = new(
        "rdns_process_memory_limit_bytes", MetricType.Gauge, "bytes", "", "Memory that the process may have: of the machine, or of its control group.");
    private static readonly MetricFamily Threads = new(
        "rdns_process_threads", MetricType.Gauge, "", "", "Threads.");
    private static readonly MetricFamily Files = new(
        "rdns_process_open_files", MetricType.Gauge, "", "", "File descriptors in use.");
    private static readonly MetricFamily MaxFiles = new(
        "rdns_process_max_open_files", MetricType.Gauge, "", "", "File descriptors that it may have.");
    private static readonly MetricFamily Heap = new(
        "rdns_managed_heap_bytes", MetricType.Gauge, "bytes", "", "Objects on the managed heap, those included that wait to be collected; zones are not on it.");
    private static readonly MetricFamily Allocated = new(
        "rdns_managed_allocated_bytes_total", MetricType.Counter, "bytes", "", "Allocated on the managed heap since the start; answering queries allocates nothing.");
    private static readonly MetricFamily Collections = new(
        "rdns_managed_collections_total", MetricType.Counter, "", "generation", "Garbage collections, those of higher generations included.");
    private static readonly MetricFamily Pauses = new(
        "rdns_managed_pause_seconds_total", MetricType.Counter, "seconds", "", "Time that threads have been stopped for collections.");

    private static readonly DateTime ProcessStart = ReadStart();

    public static IReadOnlyList<MetricFamily> Families { get; } =
        [Build, Start, Cpu, Resident, Available, Threads, Files, MaxFiles, Heap, Allocated, Collections, Pauses];

    public static void Write(ExpositionWriter writer)
    {
        writer.Begin(Build);
        writer.Sample(LabelSet.Of("version", Instance.Version).With("runtime", Environment.Version.ToString()), 1);
        writer.Single(Start, new DateTimeOffset(ProcessStart.ToUniversalTime()).ToUnixTimeMilliseconds() / 1e3);
        writer.Begin(Cpu);
        writer.Sample(LabelSet.Of("mode", "user"), Environment.CpuUsage.UserTime.TotalSeconds);
        writer.Sample(LabelSet.Of("mode", "system"), Environment.CpuUsage.PrivilegedTime.TotalSeconds);
        writer.Single(Resident, Environment.WorkingSet);
        writer.Single(Available, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        writer.Single(Threads, ReadNumber("/proc/self/status", "Threads:"));
        writer.Single(Files, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        writer.Single(MaxFiles, ReadNumber("/proc/self/limits", "Max open files"));
        writer.Single(Heap, GC.GetTotalMemory(forceFullCollection: false));
        writer.Single(Allocated, GC.GetTotalAllocatedBytes());
        writer.Begin(Collections);
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            writer.Sample(LabelSet.Of("generation", generation.ToString(CultureInfo.InvariantCulture)), (long)GC.CollectionCount(generation));
        }

        writer.Single(Pauses, GC.GetTotalPauseDuration().TotalSeconds);
    }

    private static DateTime ReadStart()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime;
    }

    /// <summary>The first number in the line that begins so.</summary>
    private static long ReadNumber(string file, string start)
    {
        string line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) ?? start;
        string[] words = line[start.Length..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }
}
