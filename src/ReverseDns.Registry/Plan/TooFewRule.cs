namespace ReverseDns.Registry;

/// <summary>What a delegation with too few name servers is. One without any is always refused.</summary>
public enum TooFewRule
{
    Error,
    Warning,
}
