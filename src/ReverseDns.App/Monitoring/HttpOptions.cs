using System.Net;

namespace ReverseDns.App.Monitoring;

/// <param name="Listen">None: there is no HTTP.</param>
/// <param name="BusiestZones">Zones whose traffic is shown each for itself, at most.</param>
/// <param name="BuildReport">Null: there is no builder here.</param>
/// <param name="Token">What a request must show; empty: nothing.</param>
internal sealed record HttpOptions(IReadOnlyList<IPEndPoint> Listen, ReadOnlyMemory<byte> Token, int BusiestZones, string? BuildReport = null)
{
    public const int DefaultBusiestZones = 1_000;

    public static HttpOptions None { get; } = new([], default, DefaultBusiestZones);
}
