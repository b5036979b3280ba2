using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>A key of OpenSSL's (EVP_PKEY): the public half alone, both, or a reference to one that a token keeps.</summary>
internal sealed unsafe class EvpKey : SafeHandle
{
    public EvpKey()
        : base(0, ownsHandle: true)
    {
    }

    public EvpKey(nint key)
        : base(0, ownsHandle: true) => SetHandle(key);

    public override bool IsInvalid => handle == 0;

    /// <summary>Null for what is not a SubjectPublicKeyInfo with a key that exists.</summary>
    public static EvpKey? TryReadPublic(ReadOnlySpan<byte> info)
    {
        fixed (byte* start = info)
        {
            byte* at = start;
            EvpKey key = LibCrypto.ReadPublicKey(0, &at, new CLong(info.Length));
            return OrNull(key);
        }
    }

    /// <summary>Null for what is not a PrivateKeyInfo with a key that exists.</summary>
    public static EvpKey? TryReadPrivate(ReadOnlySpan<byte> info)
    {
        fixed (byte* start = info)
        {
            byte* at = start;
            EvpKey key = LibCrypto.ReadPrivateKey(0, &at, new CLong(info.Length));
            return OrNull(key);
        }
    }

    public static EvpKey Generate(AlgorithmTraits traits, int rsaBits)
    {
        using EvpKeyContext context = LibCrypto.NewContext(0, traits.KeyType, 0);
        if (context.IsInvalid || LibCrypto.StartGenerating(context) <= 0
            || (traits.IsRsa && LibCrypto.Set(context, "rsa_keygen_bits", rsaBits.ToString(CultureInfo.InvariantCulture)) <= 0)
            || (traits.IsEcdsa && LibCrypto.Set(context, "ec_paramgen_curve", traits.Curve!) <= 0)
            || LibCrypto.Generate(context, out nint key) <= 0)
        {
            throw LibCrypto.Failure($"OpenSSL made no {traits.Mnemonic} key");
        }

        return new EvpKey(key);
    }

    /// <summary>The SubjectPublicKeyInfo.</summary>
    public byte[] WritePublic() => Write(LibCrypto.WritePublicKey, "public");

    /// <summary>PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for the others. The caller clears it.</summary>
    public byte[] WritePrivate() => Write(LibCrypto.WritePrivateKey, "private");

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }

    private static EvpKey? OrNull(EvpKey key)
    {
        if (!key.IsInvalid)
        {
            return key;
        }

        LibCrypto.ClearErrors();
        key.Dispose();
        return null;
    }

    private delegate int DerWriter(EvpKey key, byte** der);

    private byte[] Write(DerWriter write, string half)
    {
        int length = write(this, null);
        if (length <= 0)
        {
            throw LibCrypto.Failure($"OpenSSL does not give out the {half} key");
        }

        byte[] der = new byte[length];
        fixed (byte* start = der)
        {
            byte* at = start;
            _ = write(this, &at);
        }

        return der;
    }
}
