using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>
/// Keys that a PKCS#11 token keeps and signs with, by OpenSSL's engine "pkcs11" (libengine-pkcs11-openssl). A process has
/// one module, for as long as it lives.
/// </summary>
internal static class TokenEngine
{
    private static readonly Lock Gate = new();

    private static nint _engine;
    private static string? _module;

    /// <param name="uri">RFC 7512; the PIN comes in it, by pin-source or pin-value.</param>
    /// <param name="fault">Why the token does not give the key: it may be gone for a while.</param>
    public static EvpKey? TryLoad(string module, string uri, [NotNullWhen(false)] out string? fault)
    {
        lock (Gate)
        {
            fault = Start(module);
            if (fault is not null)
            {
                return null;
            }

            EvpKey key = EngineCalls.LoadPrivateKey(_engine, uri, 0, 0);
            if (!key.IsInvalid)
            {
                return key;
            }

            key.Dispose();
            fault = LibCrypto.Failure("the token does not give it").Message;
            return null;
        }
    }

    private static string? Start(string module)
    {
        if (_module is not null)
        {
            return _module.Equals(module, StringComparison.Ordinal) ? null : $"the module in use is {_module}";
        }

        nint engine = EngineCalls.Find("pkcs11");
        if (engine == 0)
        {
            return LibCrypto.Failure("OpenSSL has no engine 'pkcs11' (libengine-pkcs11-openssl)").Message;
        }

        if (EngineCalls.Set(engine, "MODULE_PATH", module, 0) <= 0 || EngineCalls.Start(engine) <= 0)
        {
            _ = EngineCalls.Free(engine);
            return LibCrypto.Failure($"the module {module} does not start").Message;
        }

        (_engine, _module) = (engine, module);
        return null;
    }
}
