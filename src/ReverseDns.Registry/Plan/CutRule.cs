namespace ReverseDns.Registry;

/// <summary>At which names a block of addresses is cut from the zone. IPv6 always rounds up to the next nibble.</summary>
public enum CutRule
{
    /// <summary>/16 or shorter: per /16; /17 to /24: per /24; longer: refused.</summary>
    Lacnic,

    /// <summary>The next octet; longer than /24: a first-last child and a CNAME for each of its addresses.</summary>
    Ripe,

    /// <summary>The next octet; longer than /24: RFC 2317 children in the plan's style, with their CNAMEs.</summary>
    AnyLength,
}
