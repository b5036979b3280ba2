namespace ReverseDns.Dnssec;

/// <summary>A key file that is not used, and why.</summary>
public sealed record KeyFault(string Path, string Reason)
{
    public override string ToString() => $"{Path}: {Reason}";
}
