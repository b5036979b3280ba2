namespace ReverseDns.App.Tests.Anycast;

/// <summary>A test in network namespaces with real routing daemons: skipped where they are not, or may not be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> MayMake = new(TryMake);

    /// <param name="isLong">Takes minutes.</param>
    public LabFactAttribute(bool isLong = false) => (IsLong, Skip) = (isLong, WhyNot(isLong));

    public bool IsLong { get; }

    private static string? WhyNot(bool isLong) =>
        isLong && Environment.GetEnvironmentVariable("RDNS_LONG") is not "1" ? "Takes minutes: set RDNS_LONG=1"
        : Programs.WhyNot("bird", "/usr/lib/frr/bgpd", "ip")
            ?? (MayMake.Value ? null : "No network namespace with links (veth, dummy or ifb) may be made here");

    private static bool TryMake()
    {
        string name = $"rdns-try-{Environment.ProcessId}";
        bool may = Run($"netns add {name}") && (Run($"-n {name} link add try0 type dummy") || Run($"-n {name} link add try0 type ifb"));
        Run($"netns del {name}");
        return may;
    }

    private static bool Run(string arguments)
    {
        using System.Diagnostics.Process process = Programs.Start("/", "ip", arguments.Split(' '));
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
