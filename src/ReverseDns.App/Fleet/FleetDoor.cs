using System.Net.Http.Headers;
using System.Text.Json;
using ReverseDns.App.Health;

namespace ReverseDns.App.Fleet;

/// <summary>Reads what instances show over HTTP.</summary>
internal sealed class FleetDoor(TimeSpan patience) : IDisposable
{
    private const long MostHealth = 1 << 20;

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = patience };

    /// <summary>Its verdict, whatever that is.</summary>
    /// <exception cref="IOException">There is none to be had.</exception>
    public Task<VerdictReport> ReadHealthAsync(FleetInstance instance, CancellationToken cancellation) => AskAsync(
        instance,
        "health",
        async response => response.Content.Headers.ContentType is { MediaType: "application/json" } && response.Content.Headers.ContentLength is null or <= MostHealth
            && await JsonSerializer.DeserializeAsync<VerdictReport>(await response.Content.ReadAsStreamAsync(cancellation), Camel, cancellation) is { } report
                ? report
                : throw new IOException($"{(int)response.StatusCode} {response.ReasonPhrase}"),
        cancellation);

    /// <summary>All its metrics, line by line.</summary>
    /// <exception cref="IOException">They are not to be had.</exception>
    public Task<FleetSamples> ReadMetricsAsync(FleetInstance instance, CancellationToken cancellation) => AskAsync(
        instance,
        "metrics",
        async response =>
        {
            if (!response.IsSuccessStatusCode)
            {
                throw new IOException($"{(int)response.StatusCode} {response.ReasonPhrase}");
            }

            var samples = new FleetSamples();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                samples.Take(line);
            }

            return samples;
        },
        cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<T> AskAsync<T>(FleetInstance instance, string page, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance.Url, page));
        request.Headers.Authorization = instance.Token is null ? null : new AuthenticationHeaderValue("Bearer", instance.Token);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return await read(response);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IOException(e is OperationCanceledException ? "no answer in time" : e.Message, e);
        }
    }
}
