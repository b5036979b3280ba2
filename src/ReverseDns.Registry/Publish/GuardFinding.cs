namespace ReverseDns.Registry;

/// <summary>A reason of the change guard not to publish.</summary>
/// <param name="Subject">The zone or the source's file.</param>
public sealed record GuardFinding(GuardReason Reason, string Subject, string Message)
{
    public override string ToString() => $"{Subject}: {Message}";
}
