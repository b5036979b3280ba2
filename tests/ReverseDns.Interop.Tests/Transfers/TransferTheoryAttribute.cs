using ReverseDns.Interop.Tests.Peers;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>A test with some peers that zones are exchanged with: skipped where one of them is missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TransferTheoryAttribute : TheoryAttribute
{
    public TransferTheoryAttribute(params string[] peers)
    {
        Peers = peers;
        Skip = Programs.WhyNot(peers.Select(PeerKind.Of).SelectMany(kind => kind.Tools.Prepend(kind.Program)));
    }

    public IReadOnlyList<string> Peers { get; }
}
