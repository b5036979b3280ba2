using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Verifies all signatures of contents by several threads, each taking the next owners.</summary>
internal sealed class VerifyingPass(
    ZoneContents contents, PublishedKeys keys, bool isOfOthers, DateTimeOffset now, FaultLog faults, IReadOnlySet<DomainName>? occluded = null)
{
    private const int OwnersAtOnce = 64;
    private int _taken;

    public VerificationResult Run(int threads)
    {
        RRsetVerifier[] verifiers = [.. Enumerable.Range(0, threads).Select(_ => new RRsetVerifier(contents, keys, isOfOthers, now, faults))];
        Parallel.ForEach(verifiers, new ParallelOptions { MaxDegreeOfParallelism = threads }, Verify);
        int least = verifiers.Min(verifier => verifier.LeastRemaining);
        return new VerificationResult(
            [.. faults.Faults],
            verifiers.Sum(verifier => verifier.Verified),
            least == int.MaxValue ? null : TimeSpan.FromSeconds(least))
        {
            Tries = verifiers.Sum(verifier => verifier.Tries),
        };
    }

    private void Verify(RRsetVerifier verifier)
    {
        var owners = new OwnerWalk(contents, occluded);
        int mine = Interlocked.Add(ref _taken, OwnersAtOnce) - OwnersAtOnce;
        for (int i = 0; owners.MoveNext() && !faults.IsFull; i++)
        {
            if (i == mine + OwnersAtOnce)
            {
                mine = Interlocked.Add(ref _taken, OwnersAtOnce) - OwnersAtOnce;
            }

            if (i >= mine)
            {
                verifier.Verify(ref owners);
            }
        }
    }
}
