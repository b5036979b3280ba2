namespace ReverseDns.Protocol;

/// <summary>A zone's SOA serial. Serials wrap and so have no total order (RFC 1982, section 3.2).</summary>
public readonly record struct Serial(uint Value)
{
    /// <summary>False both ways for two serials exactly 2^31 apart, which RFC 1982 leaves undefined.</summary>
    public bool IsNewerThan(Serial other) => unchecked(Value - other.Value) is > 0 and < 0x8000_0000;

    /// <summary>The serial that follows, skipping 0, which some secondaries take for "unknown".</summary>
    public Serial Next() => new(unchecked(Value + 1) is 0 ? 1 : unchecked(Value + 1));

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
