using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Which types one owner has; those that the checks ask for have code points below 64.</summary>
internal struct NodeTypes
{
    private const ulong WithCname = (1UL << (int)RecordType.CNAME) | (1UL << (int)RecordType.RRSIG)
        | (1UL << (int)RecordType.NSEC) | (1UL << (int)RecordType.SIG) | (1UL << (int)RecordType.KEY);

    private const ulong OfDenial = (1UL << (int)RecordType.NSEC3) | (1UL << (int)RecordType.RRSIG);

    /// <summary>What has rules beyond those for every RRset.</summary>
    private const ulong Ruled = (1UL << (int)RecordType.NS) | (1UL << (int)RecordType.CNAME)
        | (1UL << (int)RecordType.SOA) | (1UL << (int)RecordType.MX) | (1UL << (int)RecordType.SRV)
        | (1UL << (int)RecordType.DNAME) | (1UL << (int)RecordType.DS) | (1UL << (int)RecordType.RRSIG)
        | (1UL << (int)RecordType.DNSKEY) | (1UL << (int)RecordType.NSEC3) | (1UL << (int)RecordType.NSEC3PARAM)
        | (1UL << (int)RecordType.CDS);

    private ulong _low;
    private bool _others;

    public int Count { get; private set; }

    public readonly bool HasRules => (_low & Ruled) != 0;

    public readonly bool AllowsCname => (_low & ~WithCname) == 0 && !_others;

    /// <summary>NSEC3 and its signatures alone: the one thing that may stand below a DNAME at the apex (RFC 5155, section 10.2).</summary>
    public readonly bool IsDenialOnly => (_low & ~OfDenial) == 0 && !_others;

    public void Add(RecordType type)
    {
        Count++;
        if ((int)type < 64)
        {
            _low |= 1UL << (int)type;
        }
        else
        {
            _others = true;
        }
    }

    /// <summary>For types below 64 only.</summary>
    public readonly bool Has(RecordType type) => (_low & (1UL << (int)type)) != 0;
}
