namespace ReverseDns.App.Tests.Packaging;

/// <summary>A test that boots a copy of this machine: skipped where the user may not, or systemd is not here.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineFactAttribute : FactAttribute
{
    private static readonly string[] Needed = ["/lib/systemd/systemd", "unshare", "nsenter", "pivot_root", "dpkg-deb", "dig", "dnsperf"];

    public MachineFactAttribute() => Skip = Programs.WhyNot(Needed)
        ?? (SmallDisk.MayMount() ? null : "No file system may be mounted here");
}
