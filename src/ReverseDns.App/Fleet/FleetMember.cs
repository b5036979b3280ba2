using ReverseDns.App.Health;

namespace ReverseDns.App.Fleet;

/// <summary>An instance as it was found.</summary>
/// <param name="Error">Why it, or part of it, cannot be read; null: it can.</param>
internal sealed record FleetMember(string Name, Uri Url, string? Error, VerdictReport? Health, FleetSamples? Samples)
{
    /// <summary>Its verdict is healthy, and was computed just now.</summary>
    public bool IsWell => Error is null && Health is { Verdict: "healthy" };

    public static async Task<FleetMember> ReadAsync(FleetDoor door, FleetInstance instance, CancellationToken cancellation)
    {
        VerdictReport? health = null;
        try
        {
            health = await door.ReadHealthAsync(instance, cancellation);
            return new FleetMember(instance.Name, instance.Url, null, health, await door.ReadMetricsAsync(instance, cancellation));
        }
        catch (IOException e)
        {
            return new FleetMember(instance.Name, instance.Url, e.Message, health, null);
        }
    }
}
