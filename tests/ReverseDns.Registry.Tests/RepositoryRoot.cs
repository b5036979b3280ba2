using System.Runtime.CompilerServices;

namespace ReverseDns.Registry.Tests;

/// <summary>Where the sample registry and the registries' public data lie.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string SamplePlan => System.IO.Path.Combine(Path, "zones", "plan.yaml");

    /// <summary>The folder of the registries' data; it need not exist.</summary>
    public static string RegistryData =>
        Environment.GetEnvironmentVariable("RDNS_REGISTRY_DATA")
        ?? System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", "shared", "registry-data"));

    private static string Find([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", ".."));
}
