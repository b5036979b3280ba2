using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec;

/// <summary>The clock of the machine, with timestamps that count the time it was suspended for too.</summary>
public sealed partial class MachineClock : TimeProvider
{
    private const int BootTime = 7;
    private const int NotSynchronized = 5;

    /// <summary>More than struct timex takes.</summary>
    private const int TimexSize = 512;

    private const long Nanoseconds = 1_000_000_000;

    public override long TimestampFrequency => OperatingSystem.IsLinux() ? Nanoseconds : base.TimestampFrequency;

    public override long GetTimestamp() =>
        OperatingSystem.IsLinux() && ReadClock(BootTime, out TimeSpec time) == 0 ? (time.Seconds * Nanoseconds) + time.Nanoseconds : base.GetTimestamp();

    /// <summary>The kernel says that something keeps its clock right.</summary>
    public static bool IsSynchronized()
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        Span<byte> query = stackalloc byte[TimexSize];
        query.Clear();
        int state = Adjust(ref MemoryMarshal.GetReference(query));
        return state is >= 0 and not NotSynchronized;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Adjust(ref byte query);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
