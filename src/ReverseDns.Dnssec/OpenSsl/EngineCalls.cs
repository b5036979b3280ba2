using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>The functions of libcrypto that lead to keys outside it. OpenSSL 3 still has them, for engines such as libp11's.</summary>
internal static partial class EngineCalls
{
    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library, EntryPoint = "ENGINE_by_id", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Find(string id);

    [LibraryImport(Library, EntryPoint = "ENGINE_ctrl_cmd_string", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Set(nint engine, string name, string? value, int optional);

    [LibraryImport(Library, EntryPoint = "ENGINE_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Start(nint engine);

    [LibraryImport(Library, EntryPoint = "ENGINE_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Free(nint engine);

    [LibraryImport(Library, EntryPoint = "ENGINE_load_private_key", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpKey LoadPrivateKey(nint engine, string name, nint userInterface, nint callback);
}
