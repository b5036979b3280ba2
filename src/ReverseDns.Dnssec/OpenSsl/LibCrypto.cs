using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>
/// The functions of OpenSSL's libcrypto that keys and signatures need. .NET has no Ed25519 or Ed448, and no keys of
/// PKCS#11 tokens; its own cryptography uses the same library.
/// </summary>
internal static unsafe partial class LibCrypto
{
    public const int RsaPkcs1Padding = 1;

    private const string Library = "libcrypto.so.3";

    /// <summary>What the library says went wrong in this thread; its queue is empty afterwards.</summary>
    public static CryptographicException Failure(string what)
    {
        Span<byte> text = stackalloc byte[256];
        string reason = "no reason given";
        for (CULong code = GetError(); code.Value != 0; code = GetError())
        {
            fixed (byte* start = text)
            {
                ErrorText(code, start, (nuint)text.Length);
            }

            reason = Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
        }

        return new CryptographicException($"{what}: {reason}");
    }

    [LibraryImport(Library, EntryPoint = "ERR_get_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial CULong GetError();

    [LibraryImport(Library, EntryPoint = "ERR_error_string_n")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ErrorText(CULong code, byte* text, nuint length);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "d2i_PUBKEY")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpKey ReadPublicKey(nint reused, byte** der, CLong length);

    [LibraryImport(Library, EntryPoint = "d2i_AutoPrivateKey")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpKey ReadPrivateKey(nint reused, byte** der, CLong length);

    [LibraryImport(Library, EntryPoint = "i2d_PUBKEY")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int WritePublicKey(EvpKey key, byte** der);

    [LibraryImport(Library, EntryPoint = "i2d_PrivateKey")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int WritePrivateKey(EvpKey key, byte** der);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpKeyContext NewContext(EvpKey key, nint engine);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new_from_name", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpKeyContext NewContext(nint library, string keyType, nint properties);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_keygen_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartGenerating(EvpKeyContext context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_ctrl_str", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Set(EvpKeyContext context, string name, string value);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_keygen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Generate(EvpKeyContext context, out nint key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_set_rsa_padding")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetRsaPadding(EvpKeyContext context, int padding);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_set_signature_md")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetSignatureDigest(EvpKeyContext context, nint digest);

    [LibraryImport(Library, EntryPoint = "EVP_get_digestbyname", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint FindDigest(string name);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartSigning(EvpKeyContext context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Sign(
        EvpKeyContext context, byte* signature, nuint* signatureLength, byte* hash, nuint hashLength);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartVerifying(EvpKeyContext context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Verify(
        EvpKeyContext context, byte* signature, nuint signatureLength, byte* hash, nuint hashLength);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial EvpDigestContext NewDigestContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void FreeDigestContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartSigning(
        EvpDigestContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Sign(
        EvpDigestContext context, byte* signature, nuint* signatureLength, byte* message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartVerifying(
        EvpDigestContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Verify(
        EvpDigestContext context, byte* signature, nuint signatureLength, byte* message, nuint messageLength);
}
