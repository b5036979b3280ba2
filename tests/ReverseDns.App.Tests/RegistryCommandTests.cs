using System.Text.Json;

namespace ReverseDns.App.Tests;

public sealed class RegistryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_build_of_the_same_input_changes_nothing()
    {
        string zones = _folder.File("zones");
        Rdns.Outcome first = await Rdns.RunAsync("build", RepositoryFolder.SamplePlan, "--out", zones);
        Dictionary<string, string> before = Contents(zones);
        Rdns.Outcome second = await Rdns.RunAsync("build", RepositoryFolder.SamplePlan, "--out", zones, "--json");

        using var report = JsonDocument.Parse(second.Output);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.EndsWith("published\n", first.Output, StringComparison.Ordinal);
        Assert.Equal("unchanged", report.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(before, Contents(zones));
    }

    [Fact]
    public async Task What_the_guard_refuses_is_published_only_when_somebody_says_why()
    {
        string plan = WritePlan(members: 40);
        string zones = _folder.File("built");
        Rdns.Outcome first = await Rdns.RunAsync("build", plan, "--out", zones);
        WritePlan(members: 4);

        Rdns.Outcome check = await Rdns.RunAsync("check", "registry", plan, "--against", zones);
        Rdns.Outcome refused = await Rdns.RunAsync("build", plan, "--out", zones);
        Rdns.Outcome accepted = await Rdns.RunAsync("build", plan, "--out", zones, "--accept", "they have left", "--by", "alice");

        Assert.Equal([0, 1, 1, 0], [first.ExitCode, check.ExitCode, refused.ExitCode, accepted.ExitCode]);
        Assert.Contains("refused by the change guard", refused.Output, StringComparison.Ordinal);
        Assert.Contains("accepted by alice: they have left", accepted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_errors_is_refused_with_line_and_column()
    {
        string plan = _folder.Write("plan.yaml", "colour: red\n");

        Rdns.Outcome build = await Rdns.RunAsync("build", plan, "--out", _folder.File("zones"));
        Rdns.Outcome check = await Rdns.RunAsync("check", "registry", plan);

        Assert.Equal((1, 1), (build.ExitCode, check.ExitCode));
        Assert.Contains($"{plan}:1:1: error: ", build.Error, StringComparison.Ordinal);
        Assert.Equal(build.Error, check.Error);
        Assert.False(Directory.Exists(_folder.File("zones")));
    }

    [Fact]
    public async Task Every_zone_of_the_sample_registry_passes_the_check()
    {
        string zones = _folder.File("zones");
        await Rdns.RunAsync("build", RepositoryFolder.SamplePlan, "--out", zones);
        foreach (string file in Directory.GetFiles(zones, "*.zone"))
        {
            Rdns.Outcome outcome = await Rdns.RunAsync("check", "zone", file);
            Assert.True(outcome.ExitCode == 0, outcome.Output);
        }
    }

    [Fact]
    public async Task A_bad_zone_file_is_listed_error_by_error()
    {
        string file = _folder.Write("2.0.192.in-addr.arpa.zone", """
            $TTL 1h
            @ SOA ns.example. host.example. 1 1h 1h 1h 1h
            @ NS ns.example.
            1 BAR x
            2 A 192.0.2.300

            """);

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "zone", file);
        Rdns.Outcome json = await Rdns.RunAsync("check", "zone", file, "2.0.192.in-addr.arpa", "--json");

        Assert.Equal((1, 1), (outcome.ExitCode, json.ExitCode));
        Assert.Contains($"{file}:4:3: error: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}:5:5: error: ", outcome.Output, StringComparison.Ordinal);
        using var found = JsonDocument.Parse(json.Output);
        Assert.Equal(2, found.RootElement.GetProperty("errors").GetInt32());
        Assert.Equal([4, 5], found.RootElement.GetProperty("diagnostics").EnumerateArray().Select(item => item.GetProperty("line").GetInt32()));
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder, "*.zone").ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    private string WritePlan(int members)
    {
        _folder.Write("members.rpsl", string.Concat(Enumerable.Range(0, members).Select(member =>
            $"inetnum: 10.{member}.0.0 - 10.{member}.255.255\nnserver: ns1.example.net\nnserver: ns2.example.net\n\n")));
        return _folder.Write("plan.yaml", """
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
            """);
    }
}
