using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>A server that a zone comes from.</summary>
/// <param name="Key">Signs what we ask, and must have signed what it answers.</param>
/// <param name="Source">The address of ours that it knows us by; null: what the routes say.</param>
/// <param name="Tls">Everything is asked over TLS, and nothing without (RFC 9103); null: over UDP and TCP.</param>
public sealed record Primary(IPEndPoint Address, TsigKey? Key = null, IPAddress? Source = null, PrimaryTls? Tls = null)
{
    /// <summary>Its address, the port not looked at.</summary>
    public bool IsAt(AddressPrefix address) =>
        AddressPrefix.TryParse(Address.Address.ToString(), out AddressPrefix own) && own == address;

    public override string ToString() =>
        $"{Address}{(Tls is null ? "" : " over TLS")}{(Key is null ? "" : $" with {Key.Name}")}";
}
