namespace ReverseDns.App.Tests;

/// <summary>A test that needs a file system of its own: skipped where the user may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = SmallDisk.MayMount() ? null : "No file system may be mounted here";
}
