using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Goes through the owners of a zone in canonical order, says what stands at each, and gives its RRsets.</summary>
internal ref struct OwnerWalk
{
    private readonly DomainName _origin;
    private readonly IReadOnlySet<DomainName>? _occluded;
    private readonly byte[] _top = new byte[WireName.MaxLength];
    private RRsetEnumerator _ahead;
    private RRsetEnumerator _rrsets;
    private bool _hasNext;
    private bool _isFirst;
    private int _topLength;

    /// <param name="occluded">Names known to be so where the contents are only a part of a zone.</param>
    public OwnerWalk(ZoneContents contents, IReadOnlySet<DomainName>? occluded = null)
    {
        _origin = contents.Origin;
        _occluded = occluded;
        _ahead = contents.GetEnumerator();
        _hasNext = _ahead.MoveNext();
    }

    public readonly ReadOnlySpan<byte> Owner => _rrsets.Current.Owner;

    public readonly bool IsApex => Owner.Length == _origin.Wire.Length;

    /// <summary>Good until the next owner.</summary>
    public TypeSet Types { get; } = new();

    public NameStanding Standing { get; private set; }

    public bool MoveNext()
    {
        if (!_hasNext)
        {
            return false;
        }

        _rrsets = _ahead;
        _isFirst = true;
        Types.Clear();
        do
        {
            Types.Add(_ahead.Current.Type);
            _hasNext = _ahead.MoveNext();
        }
        while (_hasNext && !_ahead.Current.IsFirstOfOwner);

        Standing = Judge();
        return true;
    }

    public bool NextRRset(out RRsetView rrset)
    {
        if (!_isFirst)
        {
            // The enumerator must stay with this owner.
            RRsetEnumerator next = _rrsets;
            if (!next.MoveNext() || next.Current.IsFirstOfOwner)
            {
                rrset = default;
                return false;
            }

            _rrsets = next;
        }

        _isFirst = false;
        rrset = _rrsets.Current;
        return true;
    }

    private NameStanding Judge()
    {
        ReadOnlySpan<byte> owner = Owner;
        if ((_topLength > 0 && WireName.IsAtOrBelow(owner, _top.AsSpan(0, _topLength)))
            || (_occluded is { Count: > 0 } && _occluded.Contains(DomainName.FromWire(owner))))
        {
            return NameStanding.Occluded;
        }

        bool isCut = !IsApex && Types.Has(RecordType.NS);
        _topLength = 0;
        if (isCut || Types.Has(RecordType.DNAME))
        {
            owner.CopyTo(_top);
            _topLength = owner.Length;
        }

        return isCut ? NameStanding.Cut : NameStanding.Authoritative;
    }
}
