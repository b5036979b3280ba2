using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>What <see cref="ZoneTable.Answer"/> wrote: all that the header and the OPT record still need.</summary>
/// <param name="Length">Octets of the message so far, header and question included.</param>
/// <param name="IsTruncated">An RRset that the answer needs did not fit: TC must be set.</param>
/// <param name="Zone">Index of the zone in the table, for counters; -1 when no zone covers the name.</param>
public readonly record struct AnswerSummary(
    ResponseCode ResponseCode, bool IsAuthoritative, bool IsTruncated, int Length, ExtendedError ExtendedError, int Zone);
