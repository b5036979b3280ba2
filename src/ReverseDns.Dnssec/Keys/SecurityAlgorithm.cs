namespace ReverseDns.Dnssec;

/// <summary>The algorithms that zones are signed with here, and whose signatures are verified (RFC 8624, section 3.1).</summary>
public enum SecurityAlgorithm : byte
{
    RsaSha256 = 8,
    RsaSha512 = 10,
    EcdsaP256Sha256 = 13,
    EcdsaP384Sha384 = 14,
    Ed25519 = 15,
    Ed448 = 16,
}
