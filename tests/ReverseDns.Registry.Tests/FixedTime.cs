namespace ReverseDns.Registry.Tests;

internal sealed class FixedTime(int year, int month, int day) : TimeProvider
{
    public static readonly FixedTime NewYear = new(2026, 1, 1);

    public override DateTimeOffset GetUtcNow() => new(year, month, day, 12, 0, 0, TimeSpan.Zero);
}
