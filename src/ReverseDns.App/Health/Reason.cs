namespace ReverseDns.App.Health;

/// <summary>Something that is wrong now.</summary>
/// <param name="Cause">Where and how: zone or address, what is the case and what should be.</param>
internal sealed record Reason(ReasonKind Kind, string Cause)
{
    public override string ToString() => $"{Kind.Name}: {Cause}";
}
