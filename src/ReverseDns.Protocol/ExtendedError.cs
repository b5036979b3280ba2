namespace ReverseDns.Protocol;

/// <summary>Extended DNS error codes (RFC 8914, section 5.2, and IANA's registry) that an authoritative server has a use for.</summary>
public enum ExtendedError
{
    /// <summary>No EDE option at all; not a code point.</summary>
    None = -1,
    Other = 0,
    UnsupportedDnskeyAlgorithm = 1,
    SignatureExpired = 7,
    NotReady = 14,
    Prohibited = 18,
    NotAuthoritative = 20,
    NotSupported = 21,
    NetworkError = 23,
    InvalidData = 24,
    TooEarly = 26,
    UnsupportedNsec3Iterations = 27,
}
