using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Gives all RRsets of contents that need one their signatures, by several threads, each taking the next owners.</summary>
internal sealed class SigningPass(SigningPlan plan, ZoneContents contents, ZoneContents? before, IReadOnlySet<DomainName>? occluded = null)
{
    private const int OwnersAtOnce = 64;
    private int _taken;

    /// <summary>Returns the contents with their signatures.</summary>
    public ZoneContents Run(int threads)
    {
        ZoneContentsBuilder[] signatures = [.. Enumerable.Range(0, threads).Select(_ => new ZoneContentsBuilder(contents.Origin, contents.Size / threads))];
        using var builder = new ZoneContentsBuilder(contents.Origin, contents.Size * 2);
        builder.Add(contents);
        try
        {
            if (threads == 1)
            {
                Sign(signatures[0]);
            }
            else
            {
                Parallel.ForEach(signatures, new ParallelOptions { MaxDegreeOfParallelism = threads }, Sign);
            }

            foreach (ZoneContentsBuilder part in signatures)
            {
                builder.Add(part);
            }
        }
        finally
        {
            foreach (ZoneContentsBuilder part in signatures)
            {
                part.Dispose();
            }
        }

        return builder.Build();
    }

    private void Sign(ZoneContentsBuilder signatures)
    {
        var signer = new RRsetSigner(plan, before, signatures);
        var owners = new OwnerWalk(contents, occluded);
        int mine = Interlocked.Add(ref _taken, OwnersAtOnce) - OwnersAtOnce;
        for (int i = 0; owners.MoveNext(); i++)
        {
            if (i == mine + OwnersAtOnce)
            {
                mine = Interlocked.Add(ref _taken, OwnersAtOnce) - OwnersAtOnce;
            }

            if (i < mine)
            {
                continue;
            }

            while (owners.NextRRset(out RRsetView rrset))
            {
                if (IsSigned(rrset.Type, owners.Standing))
                {
                    signer.Sign(rrset);
                }
            }
        }
    }

    /// <summary>Signatures are not signed; at a cut only DS and denial are the zone's own (RFC 4035, section 2.2).</summary>
    internal static bool IsSigned(RecordType type, NameStanding standing) => standing switch
    {
        NameStanding.Authoritative => type != RecordType.RRSIG,
        NameStanding.Cut => type is RecordType.DS or RecordType.NSEC or RecordType.NSEC3,
        _ => type == RecordType.NSEC3,
    };
}
