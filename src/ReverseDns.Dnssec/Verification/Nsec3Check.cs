using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>
/// Holds the NSEC3 records of a zone against its names: each name has one that says what is there, or opt-out covers it;
/// each record has a name and leads to the next. Only chains without salt and further iterations are known.
/// </summary>
internal sealed class Nsec3Check : IDenialCheck
{
    private readonly ZoneContents _contents;
    private readonly FaultLog _faults;
    private readonly SortedList<DomainName, bool> _owners = [];
    private readonly byte[] _last = new byte[WireName.MaxLength];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private int _lastLength;

    public Nsec3Check(ZoneContents contents, FaultLog faults)
    {
        (_contents, _faults) = (contents, faults);
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        foreach (RRsetView rrset in contents)
        {
            if (rrset.Type != RecordType.NSEC3)
            {
                continue;
            }

            if (rrset.Count > 1 || !Nsec3Fields.AreOurs(rrset.Rdata(0)) || !HashedOwner.TryRead(rrset.Owner, contents.Origin.Wire, hash))
            {
                faults.Add(rrset.Owner, rrset.Type, "is no record of a chain without salt and iterations");
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
            if (!_contents.TryFind(here, RecordType.NSEC3, out RRsetView nsec3) || !_owners.Values[i])
            {
                _faults.Add(here, RecordType.NSEC3, "is that of no name");
                continue;
            }

            int length = HashedOwner.Write(Nsec3Fields.Next(nsec3.Rdata(0)), _contents.Origin.Wire, owner);
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
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        byte[] owner = new byte[WireName.MaxLength];
        HashedOwner.Hash(name, hash);
        ReadOnlySpan<byte> wire = owner.AsSpan(0, HashedOwner.Write(hash, _contents.Origin.Wire, owner));
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
        if (!_contents.TryFind(wire, RecordType.NSEC3, out RRsetView nsec3)
            || !nsec3.Rdata(0)[Nsec3Fields.BitmapOffset..].SequenceEqual(_bitmap.AsSpan(0, bitmapLength)))
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
        return _contents.TryFind(covering.Wire, RecordType.NSEC3, out RRsetView nsec3)
            && nsec3.Rdata(0)[1] == Nsec3Fields.FlagsOf(DenialKind.Nsec3OptOut);
    }
}
