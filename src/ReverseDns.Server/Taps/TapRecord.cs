namespace ReverseDns.Server;

/// <summary>What stands before the octets of an exchange in a <see cref="TapRing"/>: zone, query and response follow.</summary>
internal struct TapRecord
{
    /// <summary>Of the record with its padding; 0: the rest of the ring is empty, and the next one stands at its start.</summary>
    public int Length;
    public int ZoneLength;
    public int QueryLength;
    public int ResponseLength;

    /// <summary>Ticks of <see cref="DateTime"/>, UTC.</summary>
    public long Asked;
    public long Answered;
    public ExchangeEnds Ends;
}
