namespace ReverseDns.Registry.Tests;

/// <summary>A fact that needs a file of the registries' public data, which is not part of the project.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RegistryDataFactAttribute : FactAttribute
{
    public RegistryDataFactAttribute(string file)
    {
        File = file;
        if (!System.IO.File.Exists(Path.Combine(RepositoryRoot.RegistryData, file)))
        {
            Skip = $"needs {file} of the registries' public data, in ../shared/registry-data or RDNS_REGISTRY_DATA";
        }
    }

    public string File { get; }
}
