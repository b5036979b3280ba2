using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Who sends a request, as far as it has been proved.</summary>
/// <param name="Address">A single address.</param>
/// <param name="Key">The name of the key by which the request has been verified; null when it is not signed.</param>
/// <param name="Certificate">Null when it has shown none.</param>
public readonly record struct TransferClient(
    AddressPrefix Address, DomainName? Key, TransferTransport Transport, PeerCertificate? Certificate = null);
