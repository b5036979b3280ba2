namespace ReverseDns.Protocol;

/// <summary>
/// One record with its RDATA in uncompressed wire form. For the plain code paths (tools, tests, builders):
/// zones of a million records are kept in the packed forms of ReverseDns.Zones, never as these.
/// </summary>
/// <param name="Ttl">Seconds, at most 2^31 - 1 (RFC 2181, section 8).</param>
public sealed record ResourceRecord(
    DomainName Owner, RecordType Type, RecordClass Class, uint Ttl, ReadOnlyMemory<byte> Rdata);
