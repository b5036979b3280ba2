namespace ReverseDns.Zones;

/// <summary>
/// A bit for each place in a zone's memory where a record or the entry of an RRset may start: four octets of memory a bit,
/// which no two of them share.
/// </summary>
internal sealed unsafe class SeenRecords : IDisposable
{
    private const int OctetsPerBit = 4;
    private const int Piece = 1 << 20;

    private readonly CompiledZone _zone;
    private readonly NativeBuffer _bits;

    public SeenRecords(CompiledZone zone)
    {
        _zone = zone;
        long octets = ((zone.OffsetEnd / OctetsPerBit / 64) + 1) * sizeof(ulong);
        _bits = new NativeBuffer(octets);
        for (; octets > 0; octets -= Piece)
        {
            int piece = (int)Math.Min(octets, Piece);
            new Span<byte>(_bits.Append(piece), piece).Clear();
        }
    }

    public bool Has(void* place) => (Word(place) & Bit(place)) != 0;

    /// <summary>False when it had been seen before.</summary>
    public bool Add(void* place)
    {
        ref ulong word = ref Word(place);
        ulong bit = Bit(place);
        bool isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    public void Dispose() => _bits.Dispose();

    private ref ulong Word(void* place) => ref ((ulong*)_bits.Start)[_zone.OffsetOf(place) / OctetsPerBit / 64];

    private ulong Bit(void* place) => 1UL << (int)(_zone.OffsetOf(place) / OctetsPerBit % 64);
}
