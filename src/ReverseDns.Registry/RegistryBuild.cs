namespace ReverseDns.Registry;

/// <summary>
/// One build, from the plan's sources to zone files in a folder. Either all zones are fine and are published, each
/// file in one step, or nothing is: <see cref="BuildReport.Outcome"/> says which, and the report why.
/// </summary>
public static class RegistryBuild
{
    /// <summary>Builds and publishes.</summary>
    /// <param name="outputFolder">Made when it is not there. Zones, and the state for the next build, go into it.</param>
    /// <exception cref="IOException">The folder cannot be written, or another build is at work in it.</exception>
    public static BuildReport Run(
        ZonePlan plan,
        string outputFolder,
        TimeProvider time,
        IProgress<BuildProgress>? progress = null,
        GuardOverride? accept = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(outputFolder);
        using var alone = new FileStream(
            Path.Combine(outputFolder, ".build-lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        return new BuildRun(plan, outputFolder, time, progress).Run(accept);
    }

    /// <summary>Does all but write: what <see cref="Run"/> would report, compared with what the folder holds.</summary>
    public static BuildReport Check(
        ZonePlan plan, string outputFolder, TimeProvider time, IProgress<BuildProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        return new BuildRun(plan, outputFolder, time, progress).Check();
    }
}
