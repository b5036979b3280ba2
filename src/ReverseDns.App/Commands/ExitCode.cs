namespace ReverseDns.App.Commands;

/// <summary>What a caller in a script can rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>What was given is wrong, or the work failed; the reason is on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int WrongUsage = 2;
}
