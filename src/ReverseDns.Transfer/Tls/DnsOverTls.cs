using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>What DNS over TLS has in common in both directions (RFC 7858, RFC 9103).</summary>
public static class DnsOverTls
{
    public const int Port = 853;

    [SuppressMessage("Security", "CA5398", Justification = "RFC 9103, section 7.1, wants TLS 1.3 and nothing older")]
    public static SslProtocols Version => SslProtocols.Tls13;

    /// <summary>A client or server that names other protocols and not this one is let go; one that names none is not.</summary>
    public static SslApplicationProtocol Protocol { get; } = new("dot");

    /// <summary>What a certificate says is nothing that we fetch anything for; whom we trust, <see cref="PeerTrust"/> says.</summary>
    public static X509ChainPolicy NoDownloads() =>
        new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
}
