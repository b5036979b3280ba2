namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs the peers and a file of the registries' public data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RegistryFactAttribute : FactAttribute
{
    public RegistryFactAttribute(string file)
    {
        File = file;
        Skip = System.IO.File.Exists(Path.Combine(Repository.RegistryData, file))
            ? PeerFactAttribute.WhyNot()
            : $"needs {file} of the registries' public data, in ../shared/registry-data or RDNS_REGISTRY_DATA";
    }

    public string File { get; }
}
