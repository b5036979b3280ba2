namespace ReverseDns.Server;

/// <summary>Options that a request has, each of which asks for the same in the answer.</summary>
[Flags]
internal enum EdnsWishes : byte
{
    None = 0,

    /// <summary>How long we will keep the zone (RFC 7314).</summary>
    Expire = 1,

    /// <summary>An answer whose length says little (RFC 7830).</summary>
    Padding = 2,

    /// <summary>The zone and serial that the answer is from (RFC 9660).</summary>
    ZoneVersion = 4,

    /// <summary>How long a connection may be without a request (RFC 7828).</summary>
    Keepalive = 8,
}
