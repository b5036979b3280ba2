using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>A signature over a whole message (EVP_MD_CTX).</summary>
internal sealed class EvpDigestContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeDigestContext(handle);
        return true;
    }
}
