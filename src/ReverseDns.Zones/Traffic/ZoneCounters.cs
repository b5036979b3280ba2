namespace ReverseDns.Zones;

/// <summary>
/// What one thread has answered from each zone. Only that thread writes, anyone may read. Memory is taken for some thousand
/// zones together, when the first of them is asked.
/// </summary>
public sealed class ZoneCounters
{
    private const int Queries = 0;
    private const int NameErrors = 1;
    private const int Counters = 2;
    private const int PlacesInBlock = 4_096;
    private const int Blocks = 1_024;

    private readonly long[]?[] _blocks = new long[]?[Blocks];

    /// <param name="place"><see cref="ZoneTable.PlaceOf"/>; one beyond four million is not counted.</param>
    public void Add(int place, bool isNameError)
    {
        if ((uint)place >= Blocks * PlacesInBlock)
        {
            return;
        }

        long[] block = _blocks[place / PlacesInBlock] ?? AddBlock(place / PlacesInBlock);
        int at = place % PlacesInBlock * Counters;
        block[at + Queries]++;
        block[at + NameErrors] += isNameError ? 1 : 0;
    }

    internal ZoneTally Read(int place)
    {
        if ((uint)place >= Blocks * PlacesInBlock || Volatile.Read(ref _blocks[place / PlacesInBlock]) is not { } block)
        {
            return default;
        }

        int at = place % PlacesInBlock * Counters;
        return new ZoneTally(Volatile.Read(ref block[at + Queries]), Volatile.Read(ref block[at + NameErrors]));
    }

    /// <summary>For a place whose counts have been taken elsewhere, or that goes to another zone; nobody writes it.</summary>
    internal void Set(int place, ZoneTally tally)
    {
        if ((uint)place < Blocks * PlacesInBlock)
        {
            long[] block = _blocks[place / PlacesInBlock] ?? AddBlock(place / PlacesInBlock);
            int at = place % PlacesInBlock * Counters;
            (block[at + Queries], block[at + NameErrors]) = (tally.Queries, tally.NameErrors);
        }
    }

    private long[] AddBlock(int index)
    {
        long[] block = GC.AllocateArray<long>(PlacesInBlock * Counters, pinned: true);
        Volatile.Write(ref _blocks[index], block);
        return block;
    }
}
