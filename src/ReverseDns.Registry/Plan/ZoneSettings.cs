namespace ReverseDns.Registry;

/// <summary>What the plan sets for all zones and may set anew for one. Times are seconds.</summary>
public sealed record ZoneSettings
{
    public static readonly ZoneSettings Default = new();

    public SoaSettings Soa { get; init; } = new();

    public TtlSettings Ttl { get; init; } = new();

    /// <summary>The NS records of the apex; hosts inside the zone have addresses.</summary>
    public ImmutableArray<NameServer> NameServers { get; init; } = [];

    public CutRule Cuts { get; init; } = CutRule.Ripe;

    /// <summary>The style of RFC 2317 children under <see cref="CutRule.AnyLength"/>.</summary>
    public ClasslessStyle Labels { get; init; } = ClasslessStyle.FirstLength;

    public int MinimumNameServers { get; init; } = 2;

    public TooFewRule TooFewNameServers { get; init; } = TooFewRule.Error;

    public OverlapRule Overlaps { get; init; } = OverlapRule.Shortest;

    public DsSettings Ds { get; init; } = new();
}
