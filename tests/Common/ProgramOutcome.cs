namespace ReverseDns.Tests;

/// <summary>How a program ended, and all it said.</summary>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}
