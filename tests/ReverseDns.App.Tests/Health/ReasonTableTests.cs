using ReverseDns.App.Health;

namespace ReverseDns.App.Tests.Health;

public class ReasonTableTests
{
    [Fact]
    public void The_documentation_has_a_line_for_each_reason_and_no_other()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(RepositoryFolder.Path, "deploy", "health.md"))
            .SkipWhile(line => !line.StartsWith("## Reasons", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(ReasonKind.All.Select(kind => kind.ToString()), lines);
    }

    [Fact]
    public void Names_are_words_with_dashes_and_none_stands_twice()
    {
        Assert.All(ReasonKind.All, kind => Assert.Matches("^[a-z]+(-[a-z]+)*$", kind.Name));
        Assert.Equal(ReasonKind.All.Count, ReasonKind.All.Select(kind => kind.Name).Distinct(StringComparer.Ordinal).Count());
    }
}
