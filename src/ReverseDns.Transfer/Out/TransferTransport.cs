namespace ReverseDns.Transfer;

/// <summary>How a request came.</summary>
public enum TransferTransport
{
    Udp,
    Tcp,
    Tls,
}
