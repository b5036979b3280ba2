namespace ReverseDns.Registry;

/// <summary>How much of a zone may disappear in one build, in percent of what it had.</summary>
public sealed record GuardSettings
{
    public int MaxDelegationsLost { get; init; } = 10;

    public int MaxNameServersLost { get; init; } = 10;

    public int MaxDelegationSignersLost { get; init; } = 10;

    /// <summary>So many records of a kind may go whatever their share is: small zones change in large shares.</summary>
    public int AlwaysAllowed { get; init; } = 2;
}
