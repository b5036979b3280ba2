namespace ReverseDns.Protocol;

/// <summary>MAC algorithms of RFC 8945, section 6, that are still of use; SHA-1 is for old peers alone.</summary>
public enum TsigAlgorithm
{
    HmacSha256,
    HmacSha384,
    HmacSha512,
    HmacSha224,
    HmacSha1,
}
