namespace ReverseDns.App.History;

/// <param name="Start">When the step begins that the values are sums of.</param>
/// <param name="Values">In the order of the columns.</param>
internal readonly record struct HistoryPoint(DateTimeOffset Start, long[] Values);
