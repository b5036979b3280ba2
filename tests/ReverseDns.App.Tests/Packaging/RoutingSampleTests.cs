namespace ReverseDns.App.Tests.Packaging;

public sealed class RoutingSampleTests
{
    [RoutingTheory]
    [InlineData("bird", "-p", "-c", "bird/bird.conf")]
    [InlineData("vtysh", "-C", "-f", "frr/frr.conf")]
    public async Task A_sample_is_one_that_the_routing_daemon_understands(string program, string check, string option, string file)
    {
        ProgramOutcome outcome = await Programs.TryRunAsync("/", program, check, option, Path.Combine(RepositoryFolder.Path, "deploy", file));

        Assert.True(outcome.ExitCode == 0, outcome.All);
    }
}
