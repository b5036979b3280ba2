namespace ReverseDns.Zones;

/// <param name="Queries">Answered from the zone, whatever the answer.</param>
/// <param name="NameErrors">Those of them for a name that does not exist (NXDOMAIN).</param>
public readonly record struct ZoneTally(long Queries, long NameErrors)
{
    public ZoneTally Plus(ZoneTally other) => new(Queries + other.Queries, NameErrors + other.NameErrors);

    public ZoneTally Minus(ZoneTally other) => new(Queries - other.Queries, NameErrors - other.NameErrors);
}
