namespace ReverseDns.Registry;

/// <summary>Which of two delegations stands when one lies inside the other.</summary>
public enum OverlapRule
{
    /// <summary>The longer prefix, the more specific block.</summary>
    Longest,

    /// <summary>The shorter prefix, the block around.</summary>
    Shortest,

    /// <summary>Neither: a person decides.</summary>
    Error,
}
