using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.Tests.Store;

/// <summary>A token of SoftHSM2's in a folder of its own. Its module reads the environment once in a process, natively.</summary>
public sealed partial class SoftHsm : IDisposable
{
    public const string Module = "/usr/lib/softhsm/libsofthsm2.so";

    private const string Pin = "7531";

    private readonly TemporaryFolder _folder = new();

    public SoftHsm()
    {
        Directory.CreateDirectory(_folder["tokens"]);
        File.WriteAllText(_folder["softhsm2.conf"], $"directories.tokendir = {_folder["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        File.WriteAllText(_folder["pin"], Pin);
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", _folder["softhsm2.conf"]);
        _ = SetEnvironment("SOFTHSM2_CONF", _folder["softhsm2.conf"], 1);
        if (File.Exists(Module) && PeerProgram.IsInstalled("softhsm2-util"))
        {
            PeerProgram.Succeed(_folder.Path, "softhsm2-util", "--init-token", "--free", "--label", "rdns", "--pin", Pin, "--so-pin", Pin);
        }
    }

    public string Place(string name) => $"pkcs11:token=rdns;object={name};pin-source=file:{_folder["pin"]}";

    /// <param name="kind">As pkcs11-tool calls it.</param>
    public string Generate(string name, string kind)
    {
        PeerProgram.Succeed(
            _folder.Path, "pkcs11-tool", "--module", Module, "--login", "--pin", Pin, "--token-label", "rdns",
            "--keypairgen", "--key-type", kind, "--label", name, "--id", Convert.ToHexString(Encoding.UTF8.GetBytes(name)));
        return Place(name);
    }

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
