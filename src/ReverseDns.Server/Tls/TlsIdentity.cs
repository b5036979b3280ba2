using System.Net.Security;

namespace ReverseDns.Server;

/// <summary>What this server shows to TLS clients, and whether it asks them to show something too.</summary>
/// <param name="AsksForCertificate">Some rule demands one. Clients without are served all the same, as far as rules allow.</param>
public sealed record TlsIdentity(SslStreamCertificateContext Certificate, bool AsksForCertificate);
