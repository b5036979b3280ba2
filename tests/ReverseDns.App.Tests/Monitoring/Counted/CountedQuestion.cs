using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>A message to a server, and what is to be counted of it.</summary>
/// <param name="Message">Its first two octets are replaced by a number of its own.</param>
internal sealed record CountedQuestion(string Title, byte[] Message)
{
    /// <summary>Null: it is not read so far.</summary>
    public Opcode? Opcode { get; init; } = Protocol.Opcode.Query;

    /// <summary>Null: what it asks for cannot be read.</summary>
    public RecordType? Type { get; init; }

    public bool HasOpt { get; init; }

    public bool DnssecOk { get; init; }

    /// <summary>Null: no answer comes, and a connection ends.</summary>
    public ResponseCode? Answer { get; init; } = ResponseCode.NoError;

    public DropReason? Drop { get; init; }

    /// <summary>That it is answered from; null: none.</summary>
    public string? Zone { get; init; }

    public bool IsTransfer { get; init; }

    /// <summary>Null: it goes over all transports.</summary>
    public Func<Transport, bool> Goes { get; init; } = _ => true;
}
