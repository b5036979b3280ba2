using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>
/// Verifies what a change has touched in a version: all signatures there, what the chain of denial says of it, and that
/// the chain is closed on both sides of it.
/// </summary>
internal sealed class ChangeVerifier(CompiledZone zone, ZoneDiff change, HashedChain? chain, FaultLog faults)
{
    private readonly VersionReader _reader = new(zone);
    private readonly SortedSet<DomainName> _touched = [];
    private readonly HashSet<DomainName> _occluded = [];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];

    public VerificationResult Run(VerificationRules rules, DateTimeOffset now)
    {
        Touch();
        using var builder = new ZoneContentsBuilder(zone.Origin);
        foreach (DomainName owner in _touched)
        {
            _reader.AddRecords(owner.Wire, builder, _ => true);
            if (IsOccluded(owner))
            {
                _occluded.Add(owner);
            }
        }

        using ZoneContents contents = builder.Build();
        if (!contents.TryFind(zone.Origin.Wire, RecordType.DNSKEY, out RRsetView published))
        {
            return new VerificationResult([$"{zone.Origin} has no DNSKEY"], 0, null);
        }

        using var keys = new PublishedKeys(published, rules.AlsoKnown);
        AnchorCheck.Run(contents, rules.Anchors, now, faults);
        if (_reader.Denial == RecordType.NSEC)
        {
            CheckNames(contents);
        }
        else
        {
            CheckHashes(contents);
        }

        return new VerifyingPass(contents, keys, rules.IsOfOthers, now, faults, _occluded).Run(threads: 1);
    }

    /// <summary>Owners in the change, and what lies below a cut or DNAME in it.</summary>
    private void Touch()
    {
        _touched.Add(zone.Origin);
        var below = new List<DomainName>();
        foreach (ZoneContents side in (ReadOnlySpan<ZoneContents>)[change.Removed, change.Added])
        {
            foreach (RRsetView rrset in side)
            {
                _touched.Add(DomainName.FromWire(rrset.Owner));
                if (rrset.Type is RecordType.NS or RecordType.DNAME && rrset.Owner.Length > zone.Origin.Wire.Length)
                {
                    _reader.AddOwnersBelow(rrset.Owner, below);
                }
            }
        }

        _touched.UnionWith(below);
    }

    private bool IsOccluded(DomainName name)
    {
        for (DomainName above = name; above != zone.Origin;)
        {
            above = above.Parent;
            if ((above != zone.Origin && _reader.HasRRset(above.Wire, RecordType.NS)) || _reader.HasRRset(above.Wire, RecordType.DNAME))
            {
                return true;
            }
        }

        return false;
    }

    private void CheckNames(ZoneContents contents)
    {
        var owners = new OwnerWalk(contents, _occluded);
        while (owners.MoveNext())
        {
            if (owners.Standing != NameStanding.Occluded)
            {
                owners.Types.Remove(RecordType.RRSIG);
                owners.Types.Remove(RecordType.NSEC);
                int length = DenialBitmap.Write(owners.Types, owners.Standing, DenialKind.Nsec, _bitmap);
                byte[]? nsec = _reader.FindRdata(owners.Owner, RecordType.NSEC);
                if (nsec is null || !nsec.AsSpan(WireName.Length(nsec)).SequenceEqual(_bitmap.AsSpan(0, length)))
                {
                    faults.Add(owners.Owner, RecordType.NSEC, "is missing, or does not name the types that are there");
                }
            }
            else if (_reader.HasRRset(owners.Owner, RecordType.NSEC))
            {
                faults.Add(owners.Owner, RecordType.NSEC, "stands below a cut");
            }
        }

        foreach (DomainName name in _touched)
        {
            CheckLink(name, RecordType.NSEC);
            if (name != zone.Origin)
            {
                CheckLink(_reader.DenialOwnerBefore(name.Wire), RecordType.NSEC);
            }
        }
    }

    private void CheckHashes(ZoneContents contents)
    {
        var found = new HashSet<DomainName>();
        var owners = new OwnerWalk(contents, _occluded);
        while (owners.MoveNext())
        {
            owners.Types.Remove(RecordType.RRSIG);
            owners.Types.Remove(RecordType.NSEC3);
            if (!owners.Types.IsEmpty)
            {
                var name = DomainName.FromWire(owners.Owner);
                found.Add(name);
                bool isOwn = owners.Standing != NameStanding.Occluded;
                bool mayBeLeftOut = owners.Standing == NameStanding.Cut && !owners.Types.Has(RecordType.DS);
                int length = isOwn ? DenialBitmap.Write(owners.Types, owners.Standing, DenialKind.Nsec3, _bitmap) : 0;
                CheckHash(name, isOwn, mayBeLeftOut, length);
            }
        }

        foreach (DomainName name in _touched.SelectMany(Names).Distinct().Where(name => !found.Contains(name) && !_reader.OwnsRecords(name.Wire)))
        {
            bool isThere = !IsOccluded(name) && _reader.HasOwnersBelow(name.Wire, new HashSet<DomainName>());
            CheckHash(name, isThere, mayBeLeftOut: true, 0);
        }

        foreach (DomainName owner in _touched.Where(owner => _reader.HasRRset(owner.Wire, RecordType.NSEC3)))
        {
            CheckLink(owner, RecordType.NSEC3);
        }
    }

    /// <summary>A name and those above it, the apex left out.</summary>
    private IEnumerable<DomainName> Names(DomainName name)
    {
        for (; name != zone.Origin; name = name.Parent)
        {
            yield return name;
        }
    }

    private void CheckHash(DomainName name, bool isOwn, bool mayBeLeftOut, int bitmapLength)
    {
        DomainName owner = Hashed(name);
        byte[]? nsec3 = _reader.FindRdata(owner.Wire, RecordType.NSEC3);
        DomainName before = _reader.DenialOwnerBefore(owner.Wire);
        CheckLink(before, RecordType.NSEC3);
        if (nsec3 is null)
        {
            bool isLeftOut = mayBeLeftOut && _reader.FindRdata(before.Wire, RecordType.NSEC3) is [_, 1, ..];
            if (isOwn && !isLeftOut)
            {
                faults.Add(name.Wire, RecordType.NSEC3, "is missing");
            }
        }
        else if (!isOwn || !chain!.Bitmap(nsec3).SequenceEqual(_bitmap.AsSpan(0, bitmapLength)))
        {
            faults.Add(name.Wire, RecordType.NSEC3, isOwn ? "does not name the types that are there" : "is that of no name");
        }
        else
        {
            CheckLink(owner, RecordType.NSEC3);
        }
    }

    /// <summary>A record of the chain leads to one that has it before itself.</summary>
    private void CheckLink(DomainName owner, RecordType type)
    {
        if (_reader.FindRdata(owner.Wire, type) is not { } rdata)
        {
            return;
        }

        if (type == RecordType.NSEC3 && !chain!.Has(rdata))
        {
            faults.Add(owner.Wire, type, "is no record of the zone's chain");
            return;
        }

        DomainName next = type == RecordType.NSEC ? DomainName.FromWire(rdata.AsSpan(0, WireName.Length(rdata))) : FromHash(chain!.Next(rdata));
        bool isClosed = _reader.HasRRset(next.Wire, type)
            && ((type == RecordType.NSEC && next == zone.Origin) || _reader.DenialOwnerBefore(next.Wire) == owner);
        if (!isClosed)
        {
            faults.Add(owner.Wire, type, "does not lead to the next one");
        }
    }

    private DomainName Hashed(DomainName name)
    {
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        return DomainName.FromWire(owner[..chain!.WriteOwner(name.Wire, zone.Origin.Wire, owner)]);
    }

    private DomainName FromHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        return DomainName.FromWire(owner[..HashedOwner.Write(hash, zone.Origin.Wire, owner)]);
    }
}
