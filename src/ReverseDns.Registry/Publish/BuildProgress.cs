namespace ReverseDns.Registry;

/// <summary>How far a build is.</summary>
/// <param name="Stage">What is being done, for a person to read.</param>
/// <param name="Total">In the same unit as Done, whatever that is in this stage.</param>
public readonly record struct BuildProgress(string Stage, long Done, long Total);
