namespace ReverseDns.Transfer;

/// <param name="IsServed">It is answered from.</param>
/// <param name="DoesNotFit">A change of another version than ours: the whole zone is worth a try.</param>
/// <param name="WhyNot">Why it is not served, for people.</param>
public sealed record PublishOutcome(bool IsServed, bool DoesNotFit, string? WhyNot)
{
    public static PublishOutcome Served { get; } = new(IsServed: true, DoesNotFit: false, WhyNot: null);
}
