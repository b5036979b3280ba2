using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ReverseDns.App.Control;
using ReverseDns.Protocol;

namespace ReverseDns.App.Commands;

/// <summary>rdns ctl watch: questions and answers of one client or name, a line each, as they happen.</summary>
internal static class WatchCommand
{
    private static readonly Option<string?> Client = new("--client")
    {
        Description = "Only questions from this address, or from addresses of this prefix.",
        HelpName = "PREFIX",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Only questions for this name and names below it.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> Count = new("--count")
    {
        Description = "Ends after so many lines.",
        HelpName = "N",
    };

    private static readonly Option<int?> Seconds = new("--seconds")
    {
        Description = "Ends after so many seconds.",
        HelpName = "N",
    };

    /// <param name="run">Given what to do with the path of the socket; returns the exit code.</param>
    public static TaughtCommand Create(Func<ParseResult, Func<string, Task<int>>, Task<int>> run, Option<bool> json)
    {
        AddressPrefix prefix = default;
        DomainName domain = default;
        Check(Client, text => AddressPrefix.TryParse(text, out prefix), "an address or a prefix without bits behind its length");
        Check(Name, text => DomainName.TryParse(text, out domain), "a name");
        Check(Count, count => count > 0, "a number above 0");
        Check(Seconds, seconds => seconds > 0, "a number above 0");
        var command = new TaughtCommand(
            "watch",
            "Shows questions and answers, a line each, as they happen, until it is interrupted. Up to a thousand a second are shown; what is not is counted, and no answer ever waits.",
            "rdns ctl watch --client 192.0.2.0/24",
            "rdns ctl watch --name 2.0.192.in-addr.arpa --seconds 60",
            "rdns ctl watch --client 2001:db8::/32 --name 8.b.d.0.1.0.0.2.ip6.arpa --count 100 --json | jq .watched.responseCode")
        {
            Client,
            Name,
            Count,
            Seconds,
        };
        command.SetAction((result, cancellation) => run(result, socket => WatchAsync(socket, result, json, cancellation)));
        return command;
    }

    private static void Check<T>(Option<T> option, Func<T, bool> isGood, string expected) => option.Validators.Add(value =>
    {
        if (value.GetValueOrDefault<T>() is { } given && !isGood(given))
        {
            value.AddError($"{option.Name}: expected {expected}");
        }
    });

    private static async Task<int> WatchAsync(string socket, ParseResult result, Option<bool> json, CancellationToken interrupted)
    {
        (TextWriter output, TextWriter error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        if (result.GetValue(Seconds) is { } seconds)
        {
            over.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var request = new ControlRequest(
            Watches.Command, Client: result.GetValue(Client), Name: result.GetValue(Name), Lines: result.GetValue(Count));
        await foreach (ControlResponse response in ControlClient.WatchAsync(socket, request, over.Token))
        {
            if (response.Error is { } wrong)
            {
                await error.WriteLineAsync(wrong);
                return ExitCode.Failed;
            }

            if (response.WatchEnd is { } end)
            {
                await error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{end.Shown:N0} shown, {end.Lost:N0} lost"));
                return ExitCode.Done;
            }

            if (response.Watched is { } watched)
            {
                string line = result.GetValue(json) ? JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse) : watched.ToString();
                await output.WriteLineAsync(line);
                await output.FlushAsync(CancellationToken.None);
            }
            else
            {
                await error.WriteLineAsync("watching");
            }
        }

        await error.WriteLineAsync("the instance has ended");
        return ExitCode.Failed;
    }
}
