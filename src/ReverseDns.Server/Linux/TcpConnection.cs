namespace ReverseDns.Server;

/// <summary>One client's connection, a place in <see cref="TcpConnections"/>.</summary>
internal struct TcpConnection
{
    public int Descriptor;

    /// <summary>Tells events of this connection from those of one that had the place before.</summary>
    public uint Generation;

    /// <summary>Places of the neighbours by last request, -1 at the ends.</summary>
    public int Older;
    public int Newer;

    public SocketName Client;

    /// <summary>Our end; without a port until somebody wants to know.</summary>
    public SocketName Local;
    public UInt128 Prefix;
    public bool IsIpv6;

    /// <summary>Milliseconds of the worker's clock at which it is closed.</summary>
    public long Deadline;

    /// <summary>Some but not all octets of a request are here.</summary>
    public bool IsReceiving;

    /// <summary>Answers wait for the client to read; nothing is received meanwhile.</summary>
    public bool IsBlocked;

    /// <summary>Why it is over when the answers have been taken; none: it is not.</summary>
    public ConnectionEnd EndsWhenSent;

    public int Requests;

    /// <summary>Octets received and not yet handled.</summary>
    public HeldOctets Input;

    /// <summary>Octets of answers that the kernel did not take.</summary>
    public HeldOctets Output;
}
