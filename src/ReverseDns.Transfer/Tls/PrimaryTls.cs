using System.Net.Security;

namespace ReverseDns.Transfer;

/// <summary>How a primary is reached over TLS.</summary>
/// <param name="Trust">What certificate it must show.</param>
/// <param name="Certificate">What we show, when it asks for one; null: nothing.</param>
public sealed record PrimaryTls(PeerTrust Trust, SslStreamCertificateContext? Certificate = null);
