using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Who may have a zone: address, key and transport of a rule hold together, and one rule is enough.</summary>
/// <param name="From">The clients.</param>
/// <param name="Key">The key that has signed the request; null: signed or not.</param>
/// <param name="NeedsTls">Not over plain TCP, whatever the address and key are.</param>
/// <param name="Certificate">What the client must have shown, which is over TLS only; null: it need not show any.</param>
public sealed record TransferRule(AddressPrefix From, DomainName? Key, bool NeedsTls = false, PeerTrust? Certificate = null)
{
    public bool Allows(in TransferClient client) =>
        From.Contains(client.Address)
        && (Key is not DomainName key || client.Key == key)
        && (!NeedsTls || client.Transport == TransferTransport.Tls)
        && (Certificate is null || client.Certificate?.IsAcceptedBy(Certificate) == true);
}
