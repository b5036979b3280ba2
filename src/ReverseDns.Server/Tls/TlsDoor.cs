using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ReverseDns.Transfer;

namespace ReverseDns.Server;

/// <summary>Takes TLS clients in: TLS 1.3 alone, and DNS alone. The identity may be replaced at any time, for those who come then.</summary>
internal sealed class TlsDoor(TlsIdentity identity, TimeSpan patience, TimeProvider clock)
{
    private TlsIdentity _identity = identity;

    public void Replace(TlsIdentity identity) => Volatile.Write(ref _identity, identity);

    /// <param name="client">Stays the caller's.</param>
    /// <exception cref="AuthenticationException">The two sides do not agree on anything.</exception>
    /// <exception cref="IOException">The client has gone.</exception>
    /// <exception cref="OperationCanceledException">It takes too long.</exception>
    public async Task<TlsClient> OpenAsync(Socket client, CancellationToken cancellation)
    {
        var stream = new SslStream(new NetworkStream(client, ownsSocket: false), leaveInnerStreamOpen: false);
        PeerCertificate? shown = null;
        try
        {
            using var deadline = new CancellationTokenSource(patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            SslServerAuthenticationOptions options = Options(certificate => shown = certificate);
            await stream.AuthenticateAsServerAsync(options, either.Token);
            return new TlsClient(stream, shown);
        }
        catch
        {
            shown?.Dispose();
            await stream.DisposeAsync();
            throw;
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "It is a client's, who is nobody until a rule looks at it")]
    private SslServerAuthenticationOptions Options(Action<PeerCertificate> shown)
    {
        TlsIdentity current = Volatile.Read(ref _identity);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Certificate,
            EnabledSslProtocols = DnsOverTls.Version,
            ApplicationProtocols = [DnsOverTls.Protocol],
            ClientCertificateRequired = current.AsksForCertificate,
            CertificateChainPolicy = DnsOverTls.NoDownloads(),

            // A session that is taken up again shows no certificate.
            AllowTlsResume = !current.AsksForCertificate,

            // Whoever it is may ask questions; what may be had besides, rules say.
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                if (certificate is not null)
                {
                    shown(new PeerCertificate(certificate, chain?.ChainPolicy.ExtraStore ?? [], clock.GetUtcNow()));
                }

                return true;
            },
        };
    }
}
