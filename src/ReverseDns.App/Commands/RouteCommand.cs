using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ReverseDns.App.Configuration;
using ReverseDns.App.Logging;
using ReverseDns.App.Route;
using ReverseDns.App.Route.Guard;
using ReverseDns.App.Route.Kernel;
using ReverseDns.App.Serving;
using ReverseDns.App.Supervision;

namespace ReverseDns.App.Commands;

/// <summary>rdns route: the guard that holds the announcement as long as 'rdns serve' says that all is well.</summary>
internal static class RouteCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        config.Recursive = true;
        var command = new TaughtCommand(
            "route",
            "Announces the addresses of 'route.addresses' as long as 'rdns serve' renews its lease, and withdraws them within its time.",
            "rdns route -c /etc/rdns/rdns.yaml",
            "rdns route status",
            "rdns route withdraw            what a guard that has died has left") { config };
        command.SetAction((result, _) => GuardAsync(
            result.GetRequiredValue(config), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        var json = new Option<bool>("--json") { Description = "Print the answer as one line of JSON." };
        var status = new TaughtCommand(
            "status", "Shows what is announced, since when and why, and what the routing daemon says of it.", "rdns route status --json | jq .verified") { json };
        status.SetAction((result, _) => ShowAsync(
            result.GetRequiredValue(config), result.GetValue(json), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        var withdraw = new TaughtCommand(
            "withdraw", "Takes away what a guard has left that no longer runs.", "rdns route withdraw -c /etc/rdns/rdns.yaml");
        withdraw.SetAction(result => Withdraw(result.GetRequiredValue(config), result.InvocationConfiguration.Error));
        command.Add(status);
        command.Add(withdraw);
        return command;
    }

    private static async Task<int> GuardAsync(string file, TextWriter output, TextWriter error)
    {
        if (RouteConfiguration.Read(file, error) is not { } configuration)
        {
            return ExitCode.Failed;
        }

        await using var logger = new EventLog(configuration.Log, error, TimeProvider.System);
        using var signals = new StopSignals();
        using var manager = new ServiceManager(Environment.GetEnvironmentVariable, TimeProvider.System);
        try
        {
            await using var guard = new RouteGuard(configuration.Route, TimeProvider.System, logger) { Alive = () => manager.Alive() };
            string guarding = $"guarding {string.Join(", ", configuration.Route.Addresses)}";
            await output.WriteLineAsync($"ready: {guarding}");
            await output.FlushAsync();
            manager.Ready(guarding);
            await signals.Asked;
            return ExitCode.Done;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ShowAsync(string file, bool asJson, TextWriter output, TextWriter error)
    {
        if (RouteConfiguration.Read(file, error) is not { } configuration)
        {
            return ExitCode.Failed;
        }

        try
        {
            using var patience = new CancellationTokenSource(Patience);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(configuration.Route.Socket), patience.Token);
            string question = JsonSerializer.Serialize(new LeaseMessage(Environment.ProcessId), LeaseJson.Default.LeaseMessage) + "\n";
            await socket.SendAsync(Encoding.UTF8.GetBytes(question), patience.Token);
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream);
            string line = await reader.ReadLineAsync(patience.Token) ?? throw new IOException("it says nothing");
            GuardStatus status = JsonSerializer.Deserialize(line, LeaseJson.Default.GuardStatus) ?? throw new IOException("it says nothing");
            foreach (string text in asJson ? [line] : Lines(status))
            {
                await output.WriteLineAsync(text);
            }

            return status is { Verified: true, Trouble: null } ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException or OperationCanceledException)
        {
            await error.WriteLineAsync($"no guard answers at {configuration.Route.Socket}: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static int Withdraw(string file, TextWriter error)
    {
        if (RouteConfiguration.Read(file, error) is not { } configuration)
        {
            return ExitCode.Failed;
        }

        try
        {
            using var kernel = new KernelRoute(configuration.Route);
            kernel.Apply(RouteState.Withdrawn);
            return ExitCode.Done;
        }
        catch (IOException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }

    private static IEnumerable<string> Lines(GuardStatus status)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"route        {status.State.ToString().ToLowerInvariant()} since {status.Since:u}: {status.Cause}");
        yield return $"verified     {(status.Verified ? "yes" : "NO")}, {status.Seen}";
        if (status.Trouble is { } trouble)
        {
            yield return $"trouble      {trouble}";
        }

        if (status.HeldUntil is { } until)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"held         until {until:u}, after a fault");
        }

        yield return $"addresses    {string.Join(", ", status.Addresses)}";
        foreach (string lease in status.Leases.DefaultIfEmpty("none"))
        {
            yield return $"lease        {lease}";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"guard        rdns {status.Version}, process {status.Process}, {status.Changes} changes");
    }
}
