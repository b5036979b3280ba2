namespace ReverseDns.Interop.Tests.Peers;

/// <summary>The files that a peer has for TLS, and where it answers over it.</summary>
public sealed record PeerTls(string Authority, string Certificate, string Key, int Port)
{
    public const string OurName = "ours.example";
    public const string Name = "peer.example";
}
