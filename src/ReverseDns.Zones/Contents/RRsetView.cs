using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>One RRset inside a <see cref="ZoneContents"/>, good as long as that is not disposed.</summary>
public readonly unsafe ref struct RRsetView
{
    private readonly ZoneContents _contents;
    private readonly int _first;

    internal RRsetView(ZoneContents contents, int first, int end)
    {
        _contents = contents;
        _first = first;
        Count = end - first;
    }

    /// <summary>Uncompressed wire form, case as it came.</summary>
    public ReadOnlySpan<byte> Owner => PackedRecord.Owner(_contents.Record(_first));

    public RecordType Type => _contents.Record(_first)->Type;

    /// <summary>The owner differs from that of the RRset before.</summary>
    public bool IsFirstOfOwner => _contents.Record(_first)->Flags.Has(PackedRecordFlags.FirstOfOwner);

    public int Count { get; }

    /// <summary>Position of its first record in the canonical order.</summary>
    internal int First => _first;

    /// <summary>Seconds: the TTL of the record that came first (RFC 2181, section 5.2).</summary>
    public uint Ttl
    {
        get
        {
            int first = 0;
            for (int i = 1; i < Count; i++)
            {
                if (_contents.Arrival(_first + i) < _contents.Arrival(_first + first))
                {
                    first = i;
                }
            }

            return RecordTtl(first);
        }
    }

    /// <summary>Uncompressed wire form, in canonical order.</summary>
    public ReadOnlySpan<byte> Rdata(int index) => PackedRecord.Rdata(_contents.Record(_first + index));

    /// <summary>The TTL a single record came with, in seconds.</summary>
    public uint RecordTtl(int index) => _contents.Record(_first + index)->Ttl;

    /// <summary>The line a record came from, from 1; 0 where there is none.</summary>
    public int Line(int index) => _contents.Record(_first + index)->Line;

    /// <summary>Index of the file a record came from.</summary>
    public int File(int index) => _contents.Record(_first + index)->File;
}
