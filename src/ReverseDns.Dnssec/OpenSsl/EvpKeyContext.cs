using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>An operation with a key, made ready once and carried out many times, by one thread at a time (EVP_PKEY_CTX).</summary>
internal sealed class EvpKeyContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeContext(handle);
        return true;
    }
}
