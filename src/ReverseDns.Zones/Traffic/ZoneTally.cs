using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace ReverseDns.Zones;

/// <param name="Queries">Answered from the zone, whatever the answer.</param>
/// <param name="NameErrors">Those of them for a name that does not exist (NXDOMAIN).</param>
[SuppressMessage("Usage", "CA2225", Justification = "What has counters reads them by operators")]
public readonly record struct ZoneTally(long Queries, long NameErrors)
    : IAdditionOperators<ZoneTally, ZoneTally, ZoneTally>, ISubtractionOperators<ZoneTally, ZoneTally, ZoneTally>
{
    public static ZoneTally operator +(ZoneTally left, ZoneTally right) => new(left.Queries + right.Queries, left.NameErrors + right.NameErrors);

    public static ZoneTally operator -(ZoneTally left, ZoneTally right) => new(left.Queries - right.Queries, left.NameErrors - right.NameErrors);
}
