namespace ReverseDns.App.Health;

/// <summary>What a reason leads to while it lasts.</summary>
internal enum ReasonClass
{
    Degraded,
    Bad,
}
