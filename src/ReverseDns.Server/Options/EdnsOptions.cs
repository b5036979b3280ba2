namespace ReverseDns.Server;

/// <summary>What EDNS(0) offers (RFC 6891). The default payload limit keeps answers below any path's MTU.</summary>
public sealed class EdnsOptions
{
    public const int SmallestPayload = 512;
    public const int LargestPayload = 4096;
    public const int LargestNsid = 128;

    /// <summary>With the headers of IPv6 and UDP, the 1280 octets that every link must carry (RFC 8200, section 5).</summary>
    public const int FitsAnyPath = 1232;

    /// <summary>Largest answer in octets that leaves over UDP and IPv4, and the size offered in our OPT record.</summary>
    public int Ipv4PayloadLimit { get; init; } = FitsAnyPath;

    /// <summary>The same over IPv6.</summary>
    public int Ipv6PayloadLimit { get; init; } = FitsAnyPath;

    /// <summary>The name server identifier, sent to those who ask for it (RFC 5001); empty: never sent.</summary>
    public ReadOnlyMemory<byte> Nsid { get; init; }

    internal IEnumerable<string> Errors()
    {
        if (Ipv4PayloadLimit is < SmallestPayload or > LargestPayload)
        {
            yield return $"edns: the IPv4 payload limit is {Ipv4PayloadLimit}, must be {SmallestPayload} to {LargestPayload} octets";
        }

        if (Ipv6PayloadLimit is < SmallestPayload or > LargestPayload)
        {
            yield return $"edns: the IPv6 payload limit is {Ipv6PayloadLimit}, must be {SmallestPayload} to {LargestPayload} octets";
        }

        if (Nsid.Length > LargestNsid)
        {
            yield return $"edns: the NSID has {Nsid.Length} octets, may have {LargestNsid}";
        }
    }
}
