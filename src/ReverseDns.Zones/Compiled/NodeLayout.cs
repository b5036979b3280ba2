using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// The RRsets of one owner as its node will have them: one entry a type, RRSIGs with what they cover; a type that
/// has signatures alone gets an entry of its own.
/// </summary>
internal readonly ref struct NodeLayout
{
    private readonly ZoneContents _contents;
    private readonly int _first;
    private readonly int _dataEnd;
    private readonly int _signatures;
    private readonly int _signaturesEnd;
    private readonly List<RecordType>? _orphans;

    private NodeLayout(ZoneContents contents, int first, int end)
    {
        _contents = contents;
        _first = first;
        _dataEnd = end;
        for (int at = first; at < end; at = contents.EndOfRRset(at))
        {
            if (TypeAt(at) == RecordType.RRSIG)
            {
                (_signatures, _signaturesEnd) = (at, contents.EndOfRRset(at));
            }
            else
            {
                Entries++;
            }
        }

        _orphans = _signatures < _signaturesEnd ? FindOrphans() : null;
        Entries += _orphans?.Count ?? 0;
    }

    public int Entries { get; }

    public static NodeLayout Of(ZoneContents contents, int first, int end) => new(contents, first, end);

    public bool Has(RecordType type) => Find(type) >= 0;

    public unsafe void AppendEntry(RRsetEncoder encoder, NativeBuffer image, int index, ref RRsetEntry entry)
    {
        int at = _first;
        for (int skip = index; at < _dataEnd; at = _contents.EndOfRRset(at))
        {
            if (TypeAt(at) != RecordType.RRSIG && skip-- == 0)
            {
                break;
            }
        }

        if (at < _dataEnd)
        {
            RRsetView rrset = At(at);
            encoder.AppendRecords(image, rrset, rrset.Ttl, ref entry);
        }
        else
        {
            entry.Type = _orphans![index - (Entries - _orphans.Count)];
        }

        if (_signatures < _signaturesEnd)
        {
            RRsetEncoder.AppendSignatures(image, At(_signatures), entry.Type, ttl: null, ref entry);
        }
    }

    /// <summary>Where the RRset of a type starts; -1 when there is none.</summary>
    public int Find(RecordType type)
    {
        for (int at = _first; at < _dataEnd; at = _contents.EndOfRRset(at))
        {
            if (TypeAt(at) == type)
            {
                return at;
            }
        }

        return -1;
    }

    private RRsetView At(int at) => new(_contents, at, _contents.EndOfRRset(at));

    private unsafe RecordType TypeAt(int at) => _contents.Record(at)->Type;

    private List<RecordType>? FindOrphans()
    {
        List<RecordType>? orphans = null;
        RRsetView signatures = At(_signatures);
        for (int i = 0; i < signatures.Count; i++)
        {
            RecordType covered = RRsetEncoder.CoveredType(signatures.Rdata(i));
            if (!Has(covered) && orphans?.Contains(covered) != true)
            {
                (orphans ??= []).Add(covered);
            }
        }

        return orphans;
    }
}
