using System.Globalization;
using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public class DemoTests
{
    [Fact]
    public async Task The_demo_answers_what_it_says_to_try()
    {
        int port = FreePort.Next();
        using RunningServer demo = await RunningServer.StartAsync("demo", "--port", port.ToString(CultureInfo.InvariantCulture));

        string[] toTry = [.. demo.Output.Where(line => line.Contains(" dig @", StringComparison.Ordinal))];
        Question.Answer alias = await Question.AskAsync(port, "3.2.0.192.in-addr.arpa", RecordType.PTR);
        Question.Answer signers = await Question.AskAsync(port, "2.10.in-addr.arpa", RecordType.DS);
        string nibbles = $"1{string.Concat(Enumerable.Repeat(".0", 22))}.a.8.b.d.0.1.0.0.2.ip6.arpa";
        Question.Answer below = await Question.AskAsync(port, nibbles, RecordType.PTR, IPAddress.IPv6Loopback);
        (int exitCode, _) = await demo.TerminateAsync();

        Assert.Equal(3, toTry.Length);
        Assert.All(toTry, line => Assert.Contains($" -p {port} ", line, StringComparison.Ordinal));
        Assert.Contains("-x 192.0.2.3 ", toTry[0], StringComparison.Ordinal);
        Assert.Contains(" 2.10.in-addr.arpa DS ", toTry[1], StringComparison.Ordinal);
        Assert.Contains("-x 2001:db8:a000::1 ", toTry[2], StringComparison.Ordinal);
        Assert.Equal((ResponseCode.NoError, true, true), (alias.ResponseCode, alias.IsAuthoritative, alias.Contains("0-26")));
        Assert.Equal((2, 0), (signers.AnswerCount, signers.AuthorityCount));
        Assert.Equal((0, 2), (below.AnswerCount, below.AuthorityCount));
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task A_taken_port_is_said_with_the_way_out()
    {
        int port = FreePort.Next();
        using RunningServer demo = await RunningServer.StartAsync("demo", "--port", port.ToString(CultureInfo.InvariantCulture));

        Rdns.Outcome second = await Rdns.RunAsync("demo", "--port", port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", second.Error, StringComparison.Ordinal);
        Assert.Contains("--port", second.Error, StringComparison.Ordinal);
    }
}
