using System.Diagnostics;

namespace ReverseDns.Tests;

/// <summary>
/// Waits for what another process or thread brings about. It looks again and again, with a bound that only a failing test
/// comes to.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the condition came true.</summary>
    public static async Task<bool> IsAsync(Func<Task<bool>> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience)
            {
                return false;
            }

            await Task.Delay(Between);
        }

        return true;
    }

    public static Task<bool> IsAsync(Func<bool> condition) => IsAsync(() => Task.FromResult(condition()));

    /// <param name="saying">What is the case instead, for the message of the test that fails.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? saying = null) =>
        Assert.True(await IsAsync(condition), saying?.Invoke());

    public static Task HoldsAsync(Func<bool> condition, Func<string>? saying = null) =>
        HoldsAsync(() => Task.FromResult(condition()), saying);
}
