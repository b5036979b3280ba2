using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ReverseDns.App.Tests.Monitoring;

/// <summary>A Prometheus that scrapes one target every second, and goes by rules if it is given any; ended by its process id.</summary>
internal sealed class PrometheusServer : IDisposable
{
    public const string Program = "/usr/bin/prometheus";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly Process _process;
    private readonly int _port = FreePort.Next();

    /// <param name="rules">Files of deploy/monitoring.</param>
    public PrometheusServer(int target, params IEnumerable<string> rules)
    {
        string configuration = _folder.Write("prometheus.yml", string.Create(CultureInfo.InvariantCulture, $"""
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: [{string.Join(", ", rules.Select(file => Path.Combine(MonitoringFiles.Folder, file)))}]
            scrape_configs:
              - job_name: rdns
                static_configs:
                  - targets: ["127.0.0.1:{target}"]
            """));
        _process = Process.Start(new ProcessStartInfo(Program,
        [
            $"--config.file={configuration}",
            $"--storage.tsdb.path={_folder.File("data")}",
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{_port}"),
            "--log.level=error",
        ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>What 'promtool check metrics' finds wrong with an exposition; "": nothing.</summary>
    public static async Task<string> CheckAsync(string exposition)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(exposition);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return await output + await error + (process.ExitCode == 0 ? "" : $"exit code {process.ExitCode}");
    }

    /// <summary>Asks until an expression has this value, which is what it has in the end.</summary>
    public async Task<double?> AwaitAsync(string expression, double value)
    {
        double? found = null;
        await Eventually.IsAsync(async () => (found = await AskAsync(expression)) == value);
        return found;
    }

    /// <summary>Asks until an expression has a value.</summary>
    public async Task<double?> AwaitAnyAsync(string expression)
    {
        double? found = null;
        await Eventually.IsAsync(async () => (found = await AskAsync(expression)) is not null);
        return found;
    }

    /// <summary>What is wrong with an expression, if anything is, and how many results it has.</summary>
    public async Task<(string? Error, int Results)> TryAsync(string expression)
    {
        using HttpResponseMessage response = await _client.GetAsync(Query(expression));
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return response.IsSuccessStatusCode
            ? (null, answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength())
            : (answer.RootElement.GetProperty("error").GetString(), 0);
    }

    /// <summary>The value of an expression that has one; null while there is none.</summary>
    public async Task<double?> AskAsync(string expression)
    {
        try
        {
            await using Stream body = await _client.GetStreamAsync(Query(expression));
            using JsonDocument answer = await JsonDocument.ParseAsync(body);
            JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 0
                ? null
                : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            // Not up yet.
            return null;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private Uri Query(string expression) => new(string.Create(
        CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/api/v1/query?query={Uri.EscapeDataString(expression)}"));
}
