namespace ReverseDns.Registry;

/// <summary>Something wrong with the plan, where it stands.</summary>
public sealed record PlanDiagnostic(string File, int Line, int Column, string Message)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: error: {Message}");
}
