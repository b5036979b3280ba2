namespace ReverseDns.Dnssec.Tests;

/// <summary>A test with programs of another's, skipped where they are not installed.</summary>
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] programs)
    {
        Programs = programs;
        if (Array.Find(programs, program => !PeerProgram.IsInstalled(program)) is string missing)
        {
            Skip = $"{missing} is not installed";
        }
    }

    public IReadOnlyList<string> Programs { get; }
}
