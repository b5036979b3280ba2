namespace ReverseDns.Protocol;

/// <summary>RCODEs, those above 15 with their upper bits in the OPT record (RFC 6891, section 6.1.3).</summary>
public enum ResponseCode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    YxDomain = 6,
    NotAuth = 9,
    BadVers = 16,
    BadKey = 17,
    BadTime = 18,
    BadTrunc = 22,
    BadCookie = 23,
}
