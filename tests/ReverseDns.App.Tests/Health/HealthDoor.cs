using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ReverseDns.App.Health;

namespace ReverseDns.App.Tests.Health;

/// <summary>/health and /ready of an instance, as whoever watches it sees them.</summary>
internal sealed class HealthDoor : IDisposable
{
    private readonly HttpClient _client = new();

    public int Port { get; } = FreePort.Next();

    /// <summary>A line of the instance's configuration: it is judged, and all changes come soon.</summary>
    public string Configuration(string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"http: {{ listen: [127.0.0.1], port: {Port} }}\nhealth: {{ start-hold: 0s, probe-timeout: 900ms, bad-after: 1s, well-after: 1s, longest-hold: 1s{(more.Length > 0 ? ", " + more : "")} }}");

    public async Task<(HttpStatusCode Code, VerdictReport Report)> ReadAsync(string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address("health"));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _client.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<VerdictReport>())!);
    }

    public async Task<(HttpStatusCode Code, bool IsLast)> ReadyAsync()
    {
        using HttpResponseMessage response = await _client.GetAsync(Address("ready"));
        return (response.StatusCode, response.Headers.ConnectionClose ?? false);
    }

    /// <summary>Waits for a verdict with a reason among others; with none when that is null.</summary>
    public async Task<VerdictReport> AwaitAsync(string verdict, string? reason, string? token = null)
    {
        VerdictReport? last = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                last = (await ReadAsync(token)).Report;
                return string.Equals(last.Verdict, verdict, StringComparison.Ordinal) && (reason is null ? last.Reasons.Count == 0 : last.Reasons.Any(one => Is(one, reason)));
            },
            () => $"{verdict} by {reason} is expected, and this is so: {last}: {string.Join("; ", last?.Reasons ?? [])}");
        return last!;
    }

    public void Dispose() => _client.Dispose();

    public static bool Is(ReasonReport report, string reason) => string.Equals(report.Reason, reason, StringComparison.Ordinal);

    private Uri Address(string page) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{page}"));
}
