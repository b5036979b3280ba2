using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>Opens connections to primaries, over TLS where that is said, and then only to who is meant.</summary>
internal static class PrimaryConnection
{
    /// <exception cref="IOException">There is no connection, for the reason that the message says.</exception>
    /// <exception cref="SocketException">There is none, for one of the network's reasons.</exception>
    public static async Task<Stream> OpenAsync(Primary primary, DateTimeOffset now, CancellationToken cancellation)
    {
        Socket socket = OpenSocket(primary, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(primary.Address, cancellation);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return primary.Tls is { } tls ? await SecureAsync(plain, tls, now, cancellation) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static Socket OpenSocket(Primary primary, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(primary.Address.AddressFamily, type, protocol);
        if (primary.Source is { } source)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }

        return socket;
    }

    private static async Task<Stream> SecureAsync(
        NetworkStream plain, PrimaryTls tls, DateTimeOffset now, CancellationToken cancellation)
    {
        var whyNot = new StrongBox<string?>();
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = tls.Trust.Name ?? "",
            EnabledSslProtocols = DnsOverTls.Version,
            ApplicationProtocols = [DnsOverTls.Protocol],
            ClientCertificateContext = tls.Certificate,
            CertificateChainPolicy = DnsOverTls.NoDownloads(),
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                whyNot.Value = certificate is X509Certificate2 shown
                    ? tls.Trust.WhyNot(shown, chain?.ChainPolicy.ExtraStore ?? [], isServer: true, now)
                    : "it has shown no certificate";
                return whyNot.Value is null;
            },
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellation);
            return stream;
        }
        catch (AuthenticationException error)
        {
            await stream.DisposeAsync();
            throw new IOException($"no TLS: {whyNot.Value ?? error.GetBaseException().Message}", error);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
