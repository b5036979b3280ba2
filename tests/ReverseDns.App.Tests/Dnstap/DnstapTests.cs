using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Dnstap;

public sealed class DnstapTests : IDisposable
{
    private const int Questions = 12;

    private readonly ServerFolder _folder = new();

    public DnstapTests() => _folder.Write(
        "zones/2.0.192.in-addr.arpa.zone", "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");

    public void Dispose() => _folder.Dispose();

    [DnstapFact]
    public async Task What_is_asked_and_answered_stands_in_the_file_and_a_reload_goes_on_in_a_new_one_when_it_was_moved()
    {
        using RunningServer server = await _folder.ServeAsync("""
            dnstap:
              file: tap
              identity: node-7
            """);
        await AskAsync();
        await Eventually.HoldsAsync(async () => (await MetricsAsync()).Contains($"rdns_dnstap_sent_total {Questions}"));
        File.Move(_folder.File("tap"), _folder.File("tap-of-yesterday"));
        await _folder.CtlAsync("reload");
        await Eventually.HoldsAsync(() => File.Exists(_folder.File("tap")));
        await AskAsync();
        await server.TerminateAsync();

        foreach (string file in (string[])["tap-of-yesterday", "tap"])
        {
            string[] lines = (await Programs.RunAsync(_folder.File(""), "dnstap-ldns", "-y", "-r", file)).Split('\n');
            Assert.Equal(Questions, Count("type: AUTH_QUERY"));
            Assert.Equal(Questions, Count("type: AUTH_RESPONSE"));
            Assert.Equal(2 * Questions, Count("query_zone: \"2.0.192.in-addr.arpa.\""));
            Assert.Equal(2 * Questions, Count("identity: \"node-7\""));
            Assert.Equal(2 * Questions, Count($"response_port: {_folder.Port}"));
            Assert.Equal(Questions / 2, lines.Count(line => line.Contains("rcode: NXDOMAIN", StringComparison.Ordinal)));

            int Count(string line) => lines.Count(found => string.Equals(found.Trim(), line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Two_places_to_write_to_and_messages_that_nobody_knows_are_errors()
    {
        string configuration = _folder.Configure("""
            dnstap:
              file: tap
              address: 127.0.0.1
              messages: [query, answer]
              buffer: 1000
            """);
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", configuration);

        Assert.Equal(1, outcome.ExitCode);
        foreach (string error in (string[])
            [
                "dnstap: one of 'socket', 'address' and 'file' at most",
                "dnstap.address: '127.0.0.1' is no address with a port",
                "dnstap.messages: expected query or response, found 'answer'",
                "dnstap.buffer: expected a whole number from 262144 to 268435456",
            ])
        {
            Assert.Contains(error, outcome.Output + outcome.Error, StringComparison.Ordinal);
        }
    }

    private async Task AskAsync()
    {
        for (int i = 0; i < Questions; i++)
        {
            await Question.AskAsync(_folder.Port, i % 2 == 0 ? "1.2.0.192.in-addr.arpa." : "2.2.0.192.in-addr.arpa.", RecordType.PTR);
        }
    }

    private async Task<string[]> MetricsAsync() => (await _folder.CtlAsync("metrics")).Output.Split('\n');
}
