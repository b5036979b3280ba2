using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>The certificate that a client has shown, and proved to have the key of; what it is good for, rules say.</summary>
public sealed class PeerCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _sent;
    private readonly DateTimeOffset _shown;

    /// <param name="sent">What came with it, to be copied.</param>
    /// <param name="shown">When the connection was opened.</param>
    public PeerCertificate(X509Certificate certificate, IEnumerable<X509Certificate2> sent, DateTimeOffset shown)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        _sent = [.. sent.Select(other => X509CertificateLoader.LoadCertificate(other.RawData))];
        _shown = shown;
    }

    public bool IsAcceptedBy(PeerTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return trust.WhyNot(_certificate, _sent, isServer: false, _shown) is null;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        foreach (X509Certificate2 other in _sent)
        {
            other.Dispose();
        }
    }
}
