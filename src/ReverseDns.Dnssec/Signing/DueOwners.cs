using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>
/// Finds the owners at which a signature could not stay: it is due, is of a key that signs no more, or lacks one of a key that
/// does.
/// </summary>
internal sealed class DueOwners(SigningPlan plan, int most) : IRecordSink
{
    private readonly List<DomainName> _found = [];
    private readonly bool[] _spared = new bool[Math.Max(plan.Keys.ForKeys.Count, plan.Keys.ForZone.Count)];
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private int _ownerLength;
    private RecordType _covered;
    private bool _isDue;

    public bool IsFull => _found.Count >= most;

    /// <summary>The owners, and whether the version has been looked through to its end.</summary>
    public IReadOnlyList<DomainName> Find(CompiledZone version, out bool isAll)
    {
        version.CopyTo(this);
        isAll = !IsFull;
        EndOwner();
        return _found;
    }

    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0)
    {
        if (type != RecordType.RRSIG)
        {
            return;
        }

        var fields = new SignatureFields(rdata);
        bool isSameOwner = owner.SequenceEqual(_owner.AsSpan(0, _ownerLength));
        if (!isSameOwner)
        {
            EndOwner();
            owner.CopyTo(_owner);
            _ownerLength = owner.Length;
        }
        else if (fields.Covered != _covered)
        {
            EndSet();
        }

        _covered = fields.Covered;

        int key = plan.IsFresh(fields) ? plan.KeySpared(fields) : -1;
        _isDue |= key < 0 || _spared[key];
        if (key >= 0)
        {
            _spared[key] = true;
        }
    }

    private void EndSet()
    {
        int wanted = (ZoneKeys.IsOfKeys(_covered) ? plan.Keys.ForKeys : plan.Keys.ForZone).Count;
        _isDue |= _spared.AsSpan(0, wanted).Contains(false);
        Array.Clear(_spared);
    }

    private void EndOwner()
    {
        if (_ownerLength > 0)
        {
            EndSet();
        }

        if (_isDue && !IsFull)
        {
            _found.Add(DomainName.FromWire(_owner.AsSpan(0, _ownerLength)));
        }

        _isDue = false;
    }
}
