using System.Runtime.CompilerServices;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Where the registries' public data lies, which is not part of the project.</summary>
internal static class Repository
{
    public static string RegistryData =>
        Environment.GetEnvironmentVariable("RDNS_REGISTRY_DATA")
        ?? Path.GetFullPath(Path.Combine(Root(), "..", "shared", "registry-data"));

    public static string SamplePlan => Path.Combine(Root(), "zones", "plan.yaml");

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
