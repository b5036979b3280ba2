using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>What was sent and what came over one transport of one address family.</summary>
internal sealed class WayTally(Transport transport, bool isIpv6)
{
    public Transport Transport { get; } = transport;

    public bool IsIpv6 { get; } = isIpv6;

    /// <summary>In octets, a message each.</summary>
    public List<int> RequestSizes { get; } = [];

    /// <summary>Without transfers.</summary>
    public List<int> ResponseSizes { get; } = [];

    public Dictionary<Opcode, int> Opcodes { get; } = [];

    public Dictionary<RecordType, int> Types { get; } = [];

    public Dictionary<ResponseCode, int> Answers { get; } = [];

    public Dictionary<DropReason, int> Drops { get; } = [];

    public int Edns { get; set; }

    public int DnssecOk { get; set; }

    public int Truncated { get; set; }

    public int Connections { get; set; }

    /// <summary>Those of them that the server has ended, for what came.</summary>
    public int ConnectionsRefused { get; set; }

    public int Transfers { get; set; }

    public long TransferOctets { get; set; }
}
