namespace ReverseDns.Dnssec;

/// <summary>What an algorithm fixes: how its keys are made, how long they and their signatures are, what is hashed first.</summary>
internal sealed class AlgorithmTraits
{
    private static readonly AlgorithmTraits[] All =
    [
        new() { Algorithm = SecurityAlgorithm.RsaSha256, KeyType = "RSA", Hash = HashAlgorithmName.SHA256, Mnemonic = "RSASHA256" },
        new() { Algorithm = SecurityAlgorithm.RsaSha512, KeyType = "RSA", Hash = HashAlgorithmName.SHA512, Mnemonic = "RSASHA512" },
        new()
        {
            Algorithm = SecurityAlgorithm.EcdsaP256Sha256, KeyType = "EC", Hash = HashAlgorithmName.SHA256,
            Mnemonic = "ECDSAP256SHA256", Curve = "P-256", CurveOid = "1.2.840.10045.3.1.7", PublicLength = 64, SignatureLength = 64,
        },
        new()
        {
            Algorithm = SecurityAlgorithm.EcdsaP384Sha384, KeyType = "EC", Hash = HashAlgorithmName.SHA384,
            Mnemonic = "ECDSAP384SHA384", Curve = "P-384", CurveOid = "1.3.132.0.34", PublicLength = 96, SignatureLength = 96,
        },
        new()
        {
            Algorithm = SecurityAlgorithm.Ed25519, KeyType = "ED25519", Mnemonic = "ED25519",
            CurveOid = "1.3.101.112", PublicLength = 32, SignatureLength = 64,
        },
        new()
        {
            Algorithm = SecurityAlgorithm.Ed448, KeyType = "ED448", Mnemonic = "ED448",
            CurveOid = "1.3.101.113", PublicLength = 57, SignatureLength = 114,
        },
    ];

    public required SecurityAlgorithm Algorithm { get; init; }

    /// <summary>OpenSSL's name of the kind of key.</summary>
    public required string KeyType { get; init; }

    /// <summary>As IANA's registry and key files have it.</summary>
    public required string Mnemonic { get; init; }

    /// <summary>What is signed is the hash of the message; null: the message itself.</summary>
    public HashAlgorithmName? Hash { get; init; }

    public string? Curve { get; init; }

    public string? CurveOid { get; init; }

    /// <summary>Octets of the public key in a DNSKEY; 0 for RSA, whose keys say it.</summary>
    public int PublicLength { get; init; }

    /// <summary>Octets of a signature in an RRSIG; 0 for RSA: those of the modulus.</summary>
    public int SignatureLength { get; init; }

    public bool IsRsa => CurveOid is null;

    public bool IsEcdsa => Curve is not null;

    public static AlgorithmTraits? Find(SecurityAlgorithm algorithm) =>
        Array.Find(All, traits => traits.Algorithm == algorithm);

    public static AlgorithmTraits? Find(string mnemonic) =>
        Array.Find(All, traits => traits.Mnemonic.Equals(mnemonic, StringComparison.OrdinalIgnoreCase));

    public static AlgorithmTraits Of(SecurityAlgorithm algorithm) =>
        Find(algorithm) ?? throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not an algorithm that signs here");
}
