using System.Net;

namespace ReverseDns.App.Monitoring;

/// <param name="Listen">None: there is no HTTP.</param>
/// <param name="Token">What a request must show; empty: nothing.</param>
internal sealed record HttpOptions(IReadOnlyList<IPEndPoint> Listen, ReadOnlyMemory<byte> Token)
{
    public static HttpOptions None { get; } = new([], default);
}
