using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Takes the records of a zone one after the other. What it is handed is good during the call only.</summary>
public interface IRecordSink
{
    /// <summary>No more records are wanted: the reading may end.</summary>
    bool IsFull { get; }

    /// <summary>As <see cref="ZoneContentsBuilder.Add(ReadOnlySpan{byte}, RecordType, uint, ReadOnlySpan{byte}, int, int)"/>.</summary>
    void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0);
}
