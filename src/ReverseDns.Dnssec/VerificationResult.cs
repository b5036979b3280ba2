namespace ReverseDns.Dnssec;

/// <summary>What has been found in a signed version.</summary>
/// <param name="Faults">Empty when all is well; no more than a few dozen.</param>
/// <param name="Signatures">That were verified.</param>
/// <param name="LeastRemaining">Until the first of them ends; null when there are none.</param>
public sealed record VerificationResult(IReadOnlyList<string> Faults, int Signatures, TimeSpan? LeastRemaining)
{
    /// <summary>How often a signature was tried with a key: what the cost grows with.</summary>
    public int Tries { get; init; }

    public bool IsGood => Faults.Count == 0;
}
