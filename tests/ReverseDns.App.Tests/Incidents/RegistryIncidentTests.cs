using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Incidents;

/// <summary>
/// What has taken delegations away from registries: a source that was not delivered (RIPE NCC, June 2012), one that was generated
/// wrongly (RIPE NCC, March 2017), one of a test system, well-formed and small (AFRINIC).
/// </summary>
public sealed class RegistryIncidentTests : IDisposable
{
    private const string Member = "5.10.in-addr.arpa.";
    private const string NewMember = "40.10.in-addr.arpa.";
    private const string Sources = "members.rpsl";
    private const int Members = 40;

    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("not delivered")]
    [InlineData("empty")]
    [InlineData("cut in the middle")]
    [InlineData("generated wrongly")]
    [InlineData("of a test system")]
    public async Task Delegations_stay_when_their_source_is(string what)
    {
        WriteSource(Source(Members));
        Assert.Equal(0, (await BuildAsync()).ExitCode);
        string[] before = Zones();
        using RunningServer server = await _folder.ServeAsync();
        await IsDelegatedAsync(Member);

        Spoil(what);
        Rdns.Outcome refused = await BuildAsync();
        Assert.True(refused.ExitCode == 1, refused.Output);
        Assert.NotEqual("", refused.Output + refused.Error);
        Assert.Equal(before, Zones());
        Assert.Equal(0, (await _folder.CtlAsync("reload")).ExitCode);
        await IsDelegatedAsync(Member);

        WriteSource(Source(Members + 1));
        Assert.Equal(0, (await BuildAsync()).ExitCode);
        Assert.Equal(0, (await _folder.CtlAsync("reload")).ExitCode);
        await IsDelegatedAsync(Member);
        await IsDelegatedAsync(NewMember);
    }

    private static string Source(int members) => string.Concat(Enumerable.Range(0, members).Select(member =>
        $"inetnum: 10.{member}.0.0 - 10.{member}.255.255\nnserver: ns1.example.net\nnserver: ns2.example.net\n\n"));

    private void Spoil(string what)
    {
        string whole = Source(Members);
        switch (what)
        {
            case "not delivered":
                File.Delete(_folder.File(Sources));
                break;
            case "empty":
                WriteSource("");
                break;
            case "cut in the middle":
                WriteSource(whole[..(whole.Length / 2)]);
                break;
            case "generated wrongly":
                WriteSource(whole.Replace("nserver: ns", "nserver: %s", StringComparison.Ordinal));
                break;
            default:
                WriteSource(Source(2).Replace("example.net", "test.example", StringComparison.Ordinal));
                break;
        }
    }

    private void WriteSource(string text) => _folder.Write(Sources, text);

    private Task<Rdns.Outcome> BuildAsync() => Rdns.RunAsync(
        "build",
        _folder.Write("plan.yaml", """
            defaults:
              soa: { primary: ns1.example.net, mailbox: hostmaster.example.net }
              nameservers: [ns1.example.net, ns2.example.net]
            sources:
              - name: members
                format: rpsl
                file: members.rpsl
            zones:
              - prefix: 10.0.0.0/8
                cuts: lacnic
            """),
        "--out",
        _folder.File("zones"));

    private string[] Zones() =>
        [.. Directory.GetFiles(_folder.File("zones"), "*.zone").Order(StringComparer.Ordinal).Select(file => file + File.ReadAllText(file))];

    private async Task IsDelegatedAsync(string name)
    {
        Question.Answer referral = await Question.AskAsync(_folder.Port, "1.1." + name, RecordType.PTR);
        Assert.Equal(ResponseCode.NoError, referral.ResponseCode);
        Assert.True(referral.Contains("ns1"), name);
    }
}
