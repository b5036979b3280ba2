using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>
/// Holds the NSEC3 records of a zone against its names: each name has one that says what is there, or opt-out covers it;
/// each record has a name and leads to the next. Records of other chains are nothing to it.
/// </summary>
internal sealed class Nsec3Check : IDenialCheck
{
    private readonly ZoneContents _contents;
    private readonly HashedChain _chain;
    private readonly FaultLog _faults;
    private readonly SortedList<DomainName, bool> _owners = [];
    private readonly byte[] _last = new byte[WireName.MaxLength];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private int _lastLength;

    /// <param name="isOnly">There is to be no other chain.</param>
    public Nsec3Check(ZoneContents contents, HashedChain chain, bool isOnly, FaultLog faults)
    {
        (_contents, _chain, _faults) = (contents, chain, faults);
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        foreach (RRsetView rrset in contents)
        {
            if (rrset.Type != RecordType.NSEC3 || (!isOnly && Find(rrset) < 0))
            {
                continue;
            }

            if ((isOnly && rrset.Count > 1) || Find(rrset) < 0 || !HashedOwner.TryRead(rrset.Owner, contents.Origin.Wire, hash))
            {
                faults.Add(rrset.Owner, rrset.Type, "is no record of the zone's chain");
            }
            else
            {
                _owners.Add(DomainName.FromWire(rrset.Owner), false);
            }
        }
    }

    public void Visit(ref OwnerWalk owners)
    {
        owners.Types.Remove(RecordType.RRSIG);
        owners.Types.Remove(RecordType.NSEC3);
        if (owners.Standing == NameStanding.Occluded || owners.Types.IsEmpty)
        {
            return;
        }

        VisitNonTerminals(owners.Owner);
        owners.Owner.CopyTo(_last);
        _lastLength = owners.Owner.Length;
        bool mayBeLeftOut = owners.Standing == NameStanding.Cut && !owners.Types.Has(RecordType.DS);
        Compare(owners.Owner, DenialBitmap.Write(owners.Types, owners.Standing, DenialKind.Nsec3, _bitmap), mayBeLeftOut);
    }

    public void Finish()
    {
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        for (int i = 0; i < _owners.Count; i++)
        {
            ReadOnlySpan<byte> here = _owners.Keys[i].Wire;
            if (!_owners.Values[i])
            {
                _faults.Add(here, RecordType.NSEC3, "is that of no name");
                continue;
            }

            int length = HashedOwner.Write(_chain.Next(Rdata(here)), _contents.Origin.Wire, owner);
            if (!WireName.Equal(owner[..length], _owners.Keys[(i + 1) % _owners.Count].Wire))
            {
                _faults.Add(here, RecordType.NSEC3, "does not lead to the next one");
            }
        }
    }

    private void VisitNonTerminals(ReadOnlySpan<byte> owner)
    {
        int apex = _contents.Origin.Wire.Length;
        while (owner.Length > apex && WireName.Skip(owner, 1).Length > apex)
        {
            owner = WireName.Skip(owner, 1);
            if (WireName.IsAtOrBelow(_last.AsSpan(0, _lastLength), owner))
            {
                return;
            }

            Compare(owner, 0, mayBeLeftOut: true);
        }
    }

    private void Compare(ReadOnlySpan<byte> name, int bitmapLength, bool mayBeLeftOut)
    {
        byte[] owner = new byte[WireName.MaxLength];
        ReadOnlySpan<byte> wire = owner.AsSpan(0, _chain.WriteOwner(name, _contents.Origin.Wire, owner));
        int index = _owners.IndexOfKey(DomainName.FromWire(wire));
        if (index < 0)
        {
            if (!mayBeLeftOut || !IsOptedOut(DomainName.FromWire(wire)))
            {
                _faults.Add(name, RecordType.NSEC3, "is missing");
            }

            return;
        }

        _owners.SetValueAtIndex(index, true);
        if (!_chain.Bitmap(Rdata(wire)).SequenceEqual(_bitmap.AsSpan(0, bitmapLength)))
        {
            _faults.Add(name, RecordType.NSEC3, "does not name the types that are there");
        }
    }

    /// <summary>The record that covers a hash says that insecure delegations may be left out.</summary>
    private bool IsOptedOut(DomainName owner)
    {
        if (_owners.Count == 0)
        {
            return false;
        }

        int low = 0;
        int high = _owners.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_owners.Keys[middle] < owner)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        DomainName covering = _owners.Keys[low > 0 ? low - 1 : _owners.Count - 1];
        return Rdata(covering.Wire)[1] == Nsec3Fields.FlagsOf(DenialKind.Nsec3OptOut);
    }

    /// <summary>The record of the chain at one of its owners.</summary>
    private ReadOnlySpan<byte> Rdata(ReadOnlySpan<byte> owner) =>
        _contents.TryFind(owner, RecordType.NSEC3, out RRsetView nsec3) ? nsec3.Rdata(Find(nsec3)) : [];

    /// <summary>Which record of an RRset is of the chain; -1 for none.</summary>
    private int Find(in RRsetView rrset)
    {
        int found = 0;
        while (found < rrset.Count && !_chain.Has(rrset.Rdata(found)))
        {
            found++;
        }

        return found < rrset.Count ? found : -1;
    }
}
