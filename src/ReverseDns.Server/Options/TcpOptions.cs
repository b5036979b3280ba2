namespace ReverseDns.Server;

/// <summary>
/// Limits of TCP service (RFC 7766, RFC 9210). Counts are for the whole server and divided evenly among its
/// workers, to which the kernel spreads connections; each worker rounds its share up to at least one.
/// </summary>
public sealed class TcpOptions
{
    /// <summary>Open connections, all clients together; past it the longest-idle one is closed.</summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>Open connections of one client prefix; past it that prefix's longest-idle one is closed.</summary>
    public int MaxConnectionsPerPrefix { get; init; } = 200;

    public int Ipv4PrefixLength { get; init; } = 24;

    public int Ipv6PrefixLength { get; init; } = 48;

    /// <summary>A connection without a request is closed after this.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A request is whole this long after its first octet, or its connection is closed.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Answers have been taken by the client this long after they were ready, or its connection is closed.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests answered on one connection before it is closed; 0: any number.</summary>
    public int MaxRequestsPerConnection { get; init; }

    /// <summary>Connections that the kernel holds ready for each worker to accept.</summary>
    public int Backlog { get; init; } = 1_024;

    /// <summary>Octets kept for all connections together, unfinished requests and untaken answers.</summary>
    public int MaxBufferedSize { get; init; } = 64 << 20;

    internal IEnumerable<string> Errors()
    {
        (string Name, int Value, int Smallest, int Largest)[] numbers =
        [
            ("the number of connections", MaxConnections, 1, 65_535),
            ("the number of connections of a prefix", MaxConnectionsPerPrefix, 1, 65_535),
            ("the IPv4 prefix length", Ipv4PrefixLength, 1, 32),
            ("the IPv6 prefix length", Ipv6PrefixLength, 1, 128),
            ("the number of requests of a connection", MaxRequestsPerConnection, 0, int.MaxValue),
            ("the backlog", Backlog, 1, 65_535),
            ("the buffered size", MaxBufferedSize, 1 << 20, int.MaxValue),
        ];
        foreach ((string name, int value, int smallest, int largest) in numbers)
        {
            if (value < smallest || value > largest)
            {
                yield return $"tcp: {name} is {value}, must be {smallest} to {largest}";
            }
        }

        (string Name, TimeSpan Value)[] times =
            [("idle", IdleTimeout), ("request", RequestTimeout), ("write", WriteTimeout)];
        foreach ((string name, TimeSpan value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"tcp: the {name} time-out is {value}, must be above zero and at most one hour";
            }
        }
    }
}
