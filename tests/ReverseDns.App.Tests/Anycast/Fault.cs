namespace ReverseDns.App.Tests.Anycast;

/// <summary>Something that befalls the first instance of a lab.</summary>
/// <param name="Name">In the table of the proof.</param>
/// <param name="IsSecondBest">It is announced with a longer path, and not withdrawn.</param>
/// <param name="Allowed">From the fault until nobody is sent there; null: the fault itself takes its time.</param>
internal sealed record Fault(
    string Name, Func<AnycastLab, AnycastInstance, Task> Begin, Func<AnycastLab, AnycastInstance, Task> End, TimeSpan? Allowed, bool IsSecondBest = false)
{
    public override string ToString() => Name;
}
