namespace ReverseDns.App.Route;

/// <summary>What the server knows of its route.</summary>
/// <param name="Guard">As the guard has just said; null: it says nothing.</param>
/// <param name="Error">Why it says nothing.</param>
internal sealed record RouteReport(GuardStatus? Guard, string? Error)
{
    public static RouteReport None { get; } = new(null, "no guard has answered yet");
}
