using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>
/// The owners that a change touches, as they are in the served version and as they will be, without signatures and denial;
/// and what stands at them then. Null changes touch the apex alone, whose SOA has another serial.
/// </summary>
internal sealed class ChangedVersion : IDisposable
{
    private readonly VersionReader _served;
    private readonly ZoneDiff? _change;
    private readonly Serial _serial;
    private readonly Dictionary<DomainName, bool> _covers = [];

    public ChangedVersion(VersionReader served, DomainName origin, ZoneDiff? change, IEnumerable<DomainName> also, Serial serial)
    {
        (_served, Origin, _change, _serial) = (served, origin, change, serial);
        Touched.Add(origin);
        Touched.UnionWith(also);
        if (change is not null)
        {
            AddOwners(change.Removed);
            AddOwners(change.Added);
        }

        Old = Collect();
        New = Change();
        AddBelowChangedCuts();
    }

    public DomainName Origin { get; }

    /// <summary>In canonical order.</summary>
    public SortedSet<DomainName> Touched { get; } = [];

    /// <summary>The served version's records at the touched owners, with all that a signer added but NSEC3.</summary>
    public ZoneContents Old { get; private set; }

    /// <summary>What they will have, without what a signer adds.</summary>
    public ZoneContents New { get; private set; }

    /// <summary>The touched owners that will lie below a cut or DNAME.</summary>
    public IReadOnlySet<DomainName> Occluded { get; private set; } = new HashSet<DomainName>();

    /// <summary>False for a change that is not one of the served version: it removes what is not there.</summary>
    public bool Fits { get; private set; }

    /// <summary>Touches more owners; true when there were some among them that had not been touched.</summary>
    public bool Touch(IEnumerable<DomainName> owners)
    {
        int before = Touched.Count;
        Touched.UnionWith(owners);
        bool isMore = Touched.Count > before;
        if (isMore)
        {
            Dispose();
            Old = Collect();
            New = Change();
        }

        Occluded = Touched.Where(IsOccluded).ToHashSet();
        return isMore;
    }

    /// <summary>The name will lie below a cut or DNAME.</summary>
    public bool IsOccluded(DomainName name)
    {
        for (DomainName above = name; above != Origin;)
        {
            above = above.Parent;
            if (Covers(above))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        Old.Dispose();
        New.Dispose();
    }

    private void AddOwners(ZoneContents side)
    {
        foreach (RRsetView rrset in side)
        {
            if (!UnsignedRecords.IsMade(rrset.Type, rrset.Owner.Length == Origin.Wire.Length))
            {
                Touched.Add(DomainName.FromWire(rrset.Owner));
            }
        }
    }

    /// <summary>What lies below a cut or DNAME that comes or goes will be something else.</summary>
    private void AddBelowChangedCuts()
    {
        var below = new List<DomainName>();
        foreach (DomainName owner in Touched)
        {
            if (Covers(New, owner) != Covers(Old, owner))
            {
                _served.AddOwnersBelow(owner.Wire, below);
            }
        }

        Touch(below);
    }

    private ZoneContents Collect()
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (DomainName owner in Touched)
        {
            _served.AddRecords(owner.Wire, builder, type => type != RecordType.NSEC3);
        }

        return builder.Build();
    }

    private ZoneContents Change()
    {
        using var builder = new ZoneContentsBuilder(Origin);
        int removed = 0;
        foreach (RRsetView rrset in Old)
        {
            if (IsPlain(rrset))
            {
                removed += Keep(builder, rrset);
            }
        }

        Fits = removed == (_change is null ? 0 : CountPlain(_change.Removed));
        if (_change is not null)
        {
            foreach (RRsetView rrset in _change.Added)
            {
                if (IsPlain(rrset))
                {
                    UnsignedRecords.Copy(builder, rrset, serial: null);
                }
            }
        }

        ZoneContents withSoa = _change is not null && _change.Added.TryFind(Origin.Wire, RecordType.SOA, out _) ? _change.Added : Old;
        if (withSoa.TryFind(Origin.Wire, RecordType.SOA, out RRsetView soa))
        {
            UnsignedRecords.Copy(builder, soa, _serial);
        }

        return builder.Build();
    }

    private int CountPlain(ZoneContents contents)
    {
        int count = 0;
        foreach (RRsetView rrset in contents)
        {
            count += IsPlain(rrset) ? rrset.Count : 0;
        }

        return count;
    }

    /// <summary>Adds what a change leaves of an RRset; returns how many records it removes.</summary>
    private int Keep(ZoneContentsBuilder builder, in RRsetView rrset)
    {
        RRsetView gone = default;
        RRsetView come = default;
        bool loses = _change is not null && _change.Removed.TryFind(rrset.Owner, rrset.Type, out gone);
        bool gains = _change is not null && _change.Added.TryFind(rrset.Owner, rrset.Type, out come);
        uint ttl = gains ? come.Ttl : rrset.Ttl;
        int removed = 0;
        for (int i = 0; i < rrset.Count; i++)
        {
            if (loses && Contains(gone, rrset.Rdata(i)))
            {
                removed++;
            }
            else
            {
                builder.Add(rrset.Owner, rrset.Type, ttl, rrset.Rdata(i));
            }
        }

        return removed;
    }

    private bool Covers(DomainName name)
    {
        if (Touched.Contains(name))
        {
            return Covers(New, name);
        }

        if (!_covers.TryGetValue(name, out bool covers))
        {
            covers = (name != Origin && _served.HasRRset(name.Wire, RecordType.NS)) || _served.HasRRset(name.Wire, RecordType.DNAME);
            _covers.Add(name, covers);
        }

        return covers;
    }

    private bool Covers(ZoneContents contents, DomainName name) =>
        (name != Origin && contents.TryFind(name.Wire, RecordType.NS, out _)) || contents.TryFind(name.Wire, RecordType.DNAME, out _);

    /// <summary>Neither made by a signer nor the SOA, which has two lines of serials.</summary>
    private bool IsPlain(in RRsetView rrset)
    {
        bool isApex = rrset.Owner.Length == Origin.Wire.Length;
        return !UnsignedRecords.IsMade(rrset.Type, isApex) && !(isApex && rrset.Type == RecordType.SOA);
    }

    private static bool Contains(in RRsetView rrset, ReadOnlySpan<byte> rdata)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            if (CanonicalRdata.AreEqual(rrset.Type, rrset.Rdata(i), rdata))
            {
                return true;
            }
        }

        return false;
    }
}
