namespace ReverseDns.App.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("check")]
    [InlineData("check config")]
    [InlineData("config")]
    [InlineData("check zone")]
    [InlineData("check registry")]
    [InlineData("demo")]
    [InlineData("build")]
    [InlineData("serve")]
    [InlineData("ctl")]
    [InlineData("ctl status")]
    [InlineData("ctl reload")]
    [InlineData("ctl drain")]
    [InlineData("ctl zone")]
    public async Task Every_command_explains_itself_by_example(string command)
    {
        Rdns.Outcome outcome = await Rdns.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Usage:\n  rdns", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:\n  rdns", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("serv")]
    [InlineData("check")]
    [InlineData("check config")]
    [InlineData("check config one two")]
    [InlineData("demo --port 70000")]
    [InlineData("build plan.yaml")]
    public async Task A_command_line_that_is_not_understood_ends_with_2(string commandLine)
    {
        Rdns.Outcome outcome = await Rdns.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, outcome.ExitCode);
        Assert.NotEmpty(outcome.Error);
    }
}
