namespace ReverseDns.Dnssec;

/// <summary>The digests of a DS that are made and compared here (RFC 8624, section 3.3); 0 is a CDS that asks for deletion.</summary>
public enum DigestType : byte
{
    Delete = 0,
    Sha1 = 1,
    Sha256 = 2,
    Sha384 = 4,
}
