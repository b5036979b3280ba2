namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs other programs: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] alsoNeeded)
    {
        string[] missing = [.. PeerKind.All.Select(kind => kind.Program).Concat(alsoNeeded).Where(program => Programs.Find(program) is null)];
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Skip = $"Not installed: {string.Join(", ", missing)} (tests/run.sh installs them)";
        }
    }
}
