using System.Net.Security;
using ReverseDns.Transfer;

namespace ReverseDns.Server;

/// <summary>A client that has finished its handshake.</summary>
/// <param name="Certificate">Null: it has shown none.</param>
internal sealed record TlsClient(SslStream Stream, PeerCertificate? Certificate);
