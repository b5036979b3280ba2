using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>
/// What becomes of the chain that denies names when owners change: which records come, go, say something else, or lead to
/// another next one.
/// </summary>
internal sealed class ChainChange(ChangedVersion version, VersionReader served, SigningOptions options)
{
    private readonly DenialKind _denial = options.Denial;
    private readonly SortedDictionary<DomainName, ChainLink> _links = [];
    private readonly Dictionary<DomainName, DomainName> _survivors = [];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private readonly RecordType _type = options.Denial == DenialKind.Nsec ? RecordType.NSEC : RecordType.NSEC3;

    /// <summary>All records that may change, by owner in canonical order.</summary>
    public IEnumerable<ChainLink> Links => _links.Values;

    /// <summary>Finds the records concerned.</summary>
    /// <param name="keys">Its records count among the apex's types.</param>
    /// <param name="also">Owners of records of the chain that are to be looked at too.</param>
    public void Collect(ZoneKeys keys, IEnumerable<DomainName> also)
    {
        var found = new HashSet<DomainName>();
        var owners = new OwnerWalk(version.New, version.Occluded);
        while (owners.MoveNext())
        {
            found.Add(DomainName.FromWire(owners.Owner));
            if (owners.IsApex)
            {
                UnsignedRecords.AddApexTypes(owners.Types, keys, options);
            }

            bool isIn = owners.Standing != NameStanding.Occluded
                && !DenialBitmap.IsLeftOut(owners.Owner, owners.Types, owners.Standing, _denial);
            Add(DomainName.FromWire(owners.Owner), isIn, isIn ? DenialBitmap.Write(owners.Types, owners.Standing, _denial, _bitmap) : 0);
        }

        foreach (DomainName name in _denial == DenialKind.Nsec ? version.Touched : (IEnumerable<DomainName>)WithAncestors())
        {
            if (!found.Contains(name) && (version.Touched.Contains(name) || !served.OwnsRecords(name.Wire)))
            {
                Add(name, _denial != DenialKind.Nsec && IsNonTerminal(name, found), 0);
            }
        }

        AddNeighbours(also);
    }

    /// <summary>Writes the records as they will be.</summary>
    /// <param name="old">All records of the served version that have been collected.</param>
    public void Write(ZoneContents old, ZoneContentsBuilder builder, uint ttl)
    {
        ChainLink[] links = [.. _links.Values];
        byte[] rdata = new byte[WireName.MaxLength + TypeSet.MaxLength];
        DomainName? following = null;
        ChainLink? first = Array.Find(links, link => link.WillBe);
        for (int i = links.Length - 1; i >= 0; i--)
        {
            ChainLink link = links[i];
            if (!link.WillBe)
            {
                continue;
            }

            DomainName afterServed = Survivor(old, NextServed(old, link.IsThere ? link.Owner : link.Before!.Value));
            DomainName next = Nearest(link.Owner, afterServed, following ?? first!.Owner);
            ReadOnlySpan<byte> bitmap = link.Bitmap ?? BitmapOf(Served(old, link.Owner));
            builder.Add(link.Owner.Wire, _type, ttl, rdata.AsSpan(0, Write(rdata, next, bitmap)));
            following = link.Owner;
        }
    }

    private void Add(DomainName name, bool isIn, int bitmapLength)
    {
        DomainName owner = OwnerOf(name);
        bool isThere = served.HasRRset(owner.Wire, _type);
        if (isThere || isIn)
        {
            _links.Add(owner, new ChainLink(owner)
            {
                IsThere = isThere,
                WillBe = isIn,
                Bitmap = isIn ? _bitmap.AsSpan(0, bitmapLength).ToArray() : null,
            });
        }
    }

    private void AddNeighbours(IEnumerable<DomainName> also)
    {
        foreach (ChainLink link in _links.Values.Where(link => link.IsThere != link.WillBe).ToArray())
        {
            link.Before = served.DenialOwnerBefore(link.Owner.Wire);
            AddServed(link.Before.Value);
        }

        foreach (DomainName owner in also.Where(owner => served.HasRRset(owner.Wire, _type)))
        {
            AddServed(owner);
        }
    }

    private void AddServed(DomainName owner) =>
        _links.TryAdd(owner, new ChainLink(owner) { IsThere = true, WillBe = true });

    private HashSet<DomainName> WithAncestors()
    {
        var names = new HashSet<DomainName>(version.Touched);
        foreach (DomainName name in version.Touched)
        {
            for (DomainName above = name; above != version.Origin && above.Parent != version.Origin;)
            {
                above = above.Parent;
                if (!names.Add(above))
                {
                    break;
                }
            }
        }

        return names;
    }

    /// <summary>A name without records will have some below it, and not be below a cut or DNAME.</summary>
    private bool IsNonTerminal(DomainName name, HashSet<DomainName> found) =>
        !version.IsOccluded(name)
        && (version.Touched.GetViewBetween(name, Last(name)).TakeWhile(touched => touched.IsAtOrBelow(name)).Any(found.Contains)
            || served.HasOwnersBelow(name.Wire, version.Touched));

    /// <summary>The last touched name, or this one if it comes after all.</summary>
    private DomainName Last(DomainName name) => version.Touched.Max > name ? version.Touched.Max : name;

    private DomainName OwnerOf(DomainName name)
    {
        if (_denial == DenialKind.Nsec)
        {
            return name;
        }

        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        HashedOwner.Hash(name.Wire, hash);
        return FromHash(hash);
    }

    private DomainName FromHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        return DomainName.FromWire(owner[..HashedOwner.Write(hash, version.Origin.Wire, owner)]);
    }

    private ReadOnlySpan<byte> Served(ZoneContents old, DomainName owner) =>
        old.TryFind(owner.Wire, _type, out RRsetView rrset)
            ? rrset.Rdata(0)
            : throw new InvalidOperationException($"{owner} has no {_type} record to begin with");

    private DomainName NextServed(ZoneContents old, DomainName owner)
    {
        ReadOnlySpan<byte> rdata = Served(old, owner);
        return _denial == DenialKind.Nsec ? DomainName.FromWire(rdata[..WireName.Length(rdata)]) : FromHash(Nsec3Fields.Next(rdata));
    }

    private ReadOnlySpan<byte> BitmapOf(ReadOnlySpan<byte> rdata) =>
        _denial == DenialKind.Nsec ? rdata[WireName.Length(rdata)..] : rdata[Nsec3Fields.BitmapOffset..];

    /// <summary>The record of the served chain at or after an owner that will still be there.</summary>
    private DomainName Survivor(ZoneContents old, DomainName owner)
    {
        var passed = new List<DomainName>();
        while (_links.TryGetValue(owner, out ChainLink? link) && !link.WillBe)
        {
            passed.Add(owner);
            owner = _survivors.TryGetValue(owner, out DomainName known) ? known : NextServed(old, owner);
        }

        foreach (DomainName gone in passed)
        {
            _survivors[gone] = owner;
        }

        return owner;
    }

    /// <summary>Which of two comes first after an owner, in the circle.</summary>
    private static DomainName Nearest(DomainName owner, DomainName left, DomainName right)
    {
        bool leftIsAfter = left > owner;
        bool rightIsAfter = right > owner;
        return leftIsAfter != rightIsAfter ? (leftIsAfter ? left : right)
            : left < right ? left
            : right;
    }

    private int Write(Span<byte> rdata, DomainName next, ReadOnlySpan<byte> bitmap)
    {
        if (_denial != DenialKind.Nsec)
        {
            Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
            HashedOwner.TryRead(next.Wire, version.Origin.Wire, hash);
            return Nsec3Fields.Write(rdata, _denial, hash, bitmap);
        }

        WireName.ToLower(next.Wire, rdata);
        bitmap.CopyTo(rdata[next.Wire.Length..]);
        return next.Wire.Length + bitmap.Length;
    }
}
