using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Logging;

/// <param name="Burst">Events of one name that are written in a period, at most; 0: any number.</param>
internal sealed record LogOptions(LogLevel Level = LogLevel.Information, LogFormat Format = LogFormat.Text, int Burst = LogOptions.DefaultBurst)
{
    public const int DefaultBurst = 100;

    /// <summary>What <see cref="Burst"/> counts in.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
}
