using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// Zones, and what must be answered from them, as text. The format is in tests/Scenarios/README.md.
/// </summary>
public sealed class Scenario
{
    private static readonly string[] Keywords = ["zone", "ask", "without"];

    private Scenario(string file) => File = file;

    public string File { get; }

    public IList<ZoneDraft> Zones { get; } = [];

    /// <summary>Peers that do not take these zones.</summary>
    public IList<string> Without { get; } = [];

    public IList<ScenarioQuestion> Questions { get; } = [];

    public static Scenario Read(string file)
    {
        var scenario = new Scenario(Path.GetFileName(file));
        List<string> lines = [.. System.IO.File.ReadAllLines(file)];
        int start = lines.FindIndex(IsKeyword);
        while (start >= 0 && start < lines.Count)
        {
            int end = lines.FindIndex(start + 1, IsKeyword);
            end = end < 0 ? lines.Count : end;
            scenario.Add(lines[start].Split(' ', StringSplitOptions.RemoveEmptyEntries), lines[(start + 1)..end], start + 1);
            start = end;
        }

        return scenario;
    }

    private void Add(string[] words, List<string> body, int line)
    {
        if (words[0] is "without")
        {
            Without.Add(words[1]);
        }
        else if (words[0] is "zone")
        {
            var origin = DomainName.Parse(words[1]);
            Signing signing = words.Length > 2 ? Enum.Parse<Signing>(words[2], ignoreCase: true) : Signing.None;
            Zones.Add(new ZoneDraft(origin, MasterText.Read(string.Join('\n', body), origin), signing));
        }
        else
        {
            Questions.Add(ScenarioQuestion.Read(words, body, line));
        }
    }

    private static bool IsKeyword(string line) =>
        Keywords.Any(keyword => line.StartsWith(keyword + " ", StringComparison.Ordinal));
}
