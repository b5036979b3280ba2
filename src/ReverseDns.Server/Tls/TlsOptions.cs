using System.Net;

namespace ReverseDns.Server;

/// <summary>DNS over TLS, transfers included (RFC 7858, RFC 9103); off while there is no address.</summary>
public sealed class TlsOptions
{
    /// <summary>Where to answer. Port 0 takes any free port.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [];

    /// <summary>The certificate and what is asked of clients; needed when there is an address.</summary>
    public TlsIdentity? Identity { get; init; }

    /// <summary>A client has finished its handshake this long after it has connected, or is let go.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Limits as of TCP, but counted apart: a connection costs more here.</summary>
    public TcpOptions Connections { get; init; } = new()
    {
        MaxConnections = 250,
        MaxConnectionsPerPrefix = 50,
        IdleTimeout = TimeSpan.FromSeconds(30),
    };

    internal IEnumerable<string> Errors()
    {
        if (Listen.Count > 0 && Identity is null)
        {
            yield return "tls: there is no certificate";
        }

        if (HandshakeTimeout <= TimeSpan.Zero || HandshakeTimeout > TimeSpan.FromHours(1))
        {
            yield return $"tls: the handshake time-out is {HandshakeTimeout}, must be above zero and at most one hour";
        }

        foreach (string error in Connections.Errors())
        {
            yield return error.Replace("tcp: ", "tls: ", StringComparison.Ordinal);
        }
    }
}
