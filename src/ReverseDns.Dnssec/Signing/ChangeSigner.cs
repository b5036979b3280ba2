using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Signs what changes in a served version and what follows from it, in time that grows with the change.</summary>
internal sealed class ChangeSigner(CompiledZone zone, SigningPlan plan, SigningOptions options)
{
    private readonly VersionReader _served = new(zone);
    private readonly RecordType _denialType = options.Denial == DenialKind.Nsec ? RecordType.NSEC : RecordType.NSEC3;

    /// <summary>Null when the whole zone must be signed.</summary>
    /// <param name="change">One of the unsigned zone; null for none but the serial's.</param>
    /// <param name="also">Owners to be signed again as far as their signatures are due, those of NSEC3 records among them.</param>
    public ZoneDiff? TrySign(ZoneDiff? change, IReadOnlyCollection<DomainName> also, Serial serial)
    {
        DomainName origin = zone.Origin;
        if (_served.Denial != _denialType)
        {
            return null;
        }

        using var version = new ChangedVersion(_served, origin, change, also.Where(owner => _served.OwnsRecords(owner.Wire)), serial);
        if (!version.Fits || !version.New.TryFind(origin.Wire, RecordType.SOA, out _))
        {
            return null;
        }

        ChainChange chain = Collect(version, also);
        using ZoneContents old = Old(version, chain);
        uint ttl = UnsignedRecords.NegativeTtl(version.New);
        if (!IsContinued(old, ttl))
        {
            return null;
        }

        using var builder = new ZoneContentsBuilder(origin);
        builder.Add(version.New);
        UnsignedRecords.AddApex(builder, plan.Keys, options.Denial);
        chain.Write(old, builder, ttl);
        using ZoneContents unsigned = builder.Build();
        using ZoneContents signed = new SigningPass(plan, unsigned, old, version.Occluded).Run(threads: 1);
        return options.Digests == ZoneDigests.None ? ZoneDiff.Between(old, signed) : WithDigests(old, signed);
    }

    /// <summary>The digests are those of the version that the change leads to, which is made for them alone.</summary>
    private ZoneDiff? WithDigests(ZoneContents old, ZoneContents signed)
    {
        using var change = ZoneDiff.Between(old, signed);
        if (zone.TryApply(change, out CompiledZone? next, out _) != DiffOutcome.Applied)
        {
            return null;
        }

        using (next)
        {
            using ZoneContents whole = DigestRecords.Add(signed, ZoneDigest.Compute(next!, options.Digests), plan);
            return ZoneDiff.Between(old, whole);
        }
    }

    /// <summary>With NSEC the neighbours in the chain are owners as others are, and touched like them.</summary>
    private ChainChange Collect(ChangedVersion version, IReadOnlyCollection<DomainName> also)
    {
        while (true)
        {
            var chain = new ChainChange(version, _served, options);
            chain.Collect(plan.Keys, also);
            if (options.Denial != DenialKind.Nsec || !version.Touch(chain.Links.Select(link => link.Owner)))
            {
                return chain;
            }
        }
    }

    private ZoneContents Old(ChangedVersion version, ChainChange chain)
    {
        using var builder = new ZoneContentsBuilder(zone.Origin);
        builder.Add(version.Old);
        if (options.Denial != DenialKind.Nsec)
        {
            foreach (ChainLink link in chain.Links)
            {
                _served.AddRecords(link.Owner.Wire, builder, type => type == RecordType.NSEC3);
            }
        }

        return builder.Build();
    }

    /// <summary>The chain is of the wanted kind, with the wanted TTL, and every algorithm has signed the zone before.</summary>
    private bool IsContinued(ZoneContents old, uint ttl)
    {
        ReadOnlySpan<byte> apex = zone.Origin.Wire;
        bool hasDenial = options.Denial == DenialKind.Nsec
            ? old.TryFind(apex, RecordType.NSEC, out RRsetView denial)
            : TryFindHashed(apex, old, out denial);
        return hasDenial && denial.Ttl == ttl
            && (options.Denial == DenialKind.Nsec
                || (Nsec3Fields.AreOurs(denial.Rdata(0)) && denial.Rdata(0)[1] == Nsec3Fields.FlagsOf(options.Denial)))
            && plan.Keys.ForZone.All(key => HasSigned(old, key.Algorithm));
    }

    private bool TryFindHashed(ReadOnlySpan<byte> name, ZoneContents old, out RRsetView denial)
    {
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        byte[] owner = new byte[WireName.MaxLength];
        HashedOwner.Hash(name, hash);
        return old.TryFind(owner.AsSpan()[..HashedOwner.Write(hash, zone.Origin.Wire, owner)], RecordType.NSEC3, out denial);
    }

    private bool HasSigned(ZoneContents old, SecurityAlgorithm algorithm)
    {
        if (old.TryFind(zone.Origin.Wire, RecordType.RRSIG, out RRsetView signatures))
        {
            for (int i = 0; i < signatures.Count; i++)
            {
                var fields = new SignatureFields(signatures.Rdata(i));
                if (fields.Covered == RecordType.NS && fields.Algorithm == algorithm)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
