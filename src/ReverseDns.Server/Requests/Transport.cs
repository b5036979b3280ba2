namespace ReverseDns.Server;

public enum Transport
{
    Udp,
    Tcp,
    Tls,
}
