using System.Diagnostics;
using System.Text.Json;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public sealed class WatchTests : IDisposable
{
    private const string Host = "1.2.0.192.in-addr.arpa.";

    private readonly ServerFolder _folder = new();

    public WatchTests() => _folder.Write(
        "zones/2.0.192.in-addr.arpa.zone", "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_asked_for_a_name_by_a_client_is_shown_as_it_is_answered_up_to_a_count()
    {
        using RunningServer server = await _folder.ServeAsync();
        using Process watch = await WatchAsync("--name", "1.2.0.192.IN-ADDR.arpa", "--client", "127.0.0.0/8", "--count", "3", "--json");
        using Process other = await WatchAsync("--client", "192.0.2.0/24", "--seconds", "600");
        for (int i = 0; i < 3; i++)
        {
            await Question.AskAsync(_folder.Port, "2.0.192.in-addr.arpa.", RecordType.SOA);
            await Question.AskAsync(_folder.Port, i == 2 ? "x." + Host : Host, RecordType.PTR);
        }

        JsonElement[] lines = [.. (await watch.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("watched"))];
        Assert.Equal([Host, Host, "x." + Host], lines.Select(line => line.GetProperty("name").GetString()));
        Assert.Equal(["NOERROR", "NOERROR", "NXDOMAIN"], lines.Select(line => line.GetProperty("responseCode").GetString()));
        Assert.All(lines, line => Assert.Equal("2.0.192.in-addr.arpa.", line.GetProperty("zone").GetString()));
        Assert.All(lines, line => Assert.Equal($"127.0.0.1:{_folder.Port}", line.GetProperty("server").GetString()));
        Assert.Contains("3 shown, 0 lost", await watch.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(other.HasExited);

        // The other one ends with the server.
        await server.TerminateAsync();
        Assert.Equal("", await other.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("--client", "192.0.2.1/24")]
    [InlineData("--name", "a..b")]
    [InlineData("--count", "0")]
    public async Task What_cannot_be_meant_is_not_understood(string option, string value) =>
        Assert.NotEqual(0, (await _folder.CtlAsync("watch", option, value)).ExitCode);

    /// <summary>Watches when it returns.</summary>
    private async Task<Process> WatchAsync(params string[] arguments)
    {
        Process watch = Rdns.Start(["ctl", "watch", .. arguments, "-c", _folder.File("rdns.yaml")]);
        Assert.Equal("watching", await watch.StandardError.ReadLineAsync());
        return watch;
    }
}
