namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs other programs: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] alsoNeeded)
    {
        AlsoNeeded = alsoNeeded;
        Skip = WhyNot(alsoNeeded);
    }

    /// <summary>Programs beside the name servers themselves.</summary>
    public IReadOnlyList<string> AlsoNeeded { get; }

    /// <summary>Why a test cannot run without these programs and the peers; null when it can, or must.</summary>
    internal static string? WhyNot(params IEnumerable<string> alsoNeeded) =>
        Programs.WhyNot(PeerKind.All.Select(kind => kind.Program).Concat(alsoNeeded));
}
