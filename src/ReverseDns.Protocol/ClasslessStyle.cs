namespace ReverseDns.Protocol;

/// <summary>How the label of an RFC 2317 child, a block inside one IPv4 /24, is written.</summary>
public enum ClasslessStyle
{
    /// <summary>First octet and prefix length, "0-26".</summary>
    FirstLength,

    /// <summary>First and last octet, "0-63"; the only style that can name a block that is not one prefix.</summary>
    FirstLast,

    /// <summary>First octet and prefix length as RFC 2317 writes them, "0/26".</summary>
    Slash,

    /// <summary>First octet and prefix length, "0@26".</summary>
    At,
}
