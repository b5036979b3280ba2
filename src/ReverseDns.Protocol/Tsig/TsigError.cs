namespace ReverseDns.Protocol;

/// <summary>The error field of a TSIG record (RFC 8945, section 3); each but the first goes with the RCODE NOTAUTH.</summary>
public enum TsigError
{
    None = 0,
    BadSig = 16,
    BadKey = 17,
    BadTime = 18,
    BadTrunc = 22,
}
