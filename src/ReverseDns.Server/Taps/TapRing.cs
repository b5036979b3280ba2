using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// Records on their way from one thread that answers to one that reads. The writer never waits: what has no room is not
/// written. Records are read only when the batch that they belong to has been published.
/// </summary>
internal sealed class TapRing
{
    private const int Alignment = 8;

    // Each side's places on cache lines of their own.
    private const int Published = 16;
    private const int Next = Published + 1;
    private const int SeenRead = Next + 1;
    private const int Read = 2 * Published;

    private readonly byte[] _octets;
    private readonly int _mask;
    private readonly long[] _places = GC.AllocateArray<long>(3 * Published, pinned: true);

    public TapRing(int size)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)size);
        _octets = GC.AllocateUninitializedArray<byte>(length);
        _mask = length - 1;
    }

    /// <summary>The writer's; false when there is no room.</summary>
    public bool TryWrite(in TapRecord record, ReadOnlySpan<byte> zone, ReadOnlySpan<byte> query, ReadOnlySpan<byte> response)
    {
        int length = (Unsafe.SizeOf<TapRecord>() + zone.Length + query.Length + response.Length + Alignment - 1) & -Alignment;
        long next = _places[Next];
        int left = _octets.Length - At(next);
        int skipped = length <= left ? 0 : left;
        if (!HasRoom(next + skipped + length))
        {
            return false;
        }

        if (skipped != 0)
        {
            MemoryMarshal.Write(_octets.AsSpan(At(next)), 0);
        }

        Span<byte> room = _octets.AsSpan(At(next + skipped), length);
        MemoryMarshal.Write(room, record with
        {
            Length = length,
            ZoneLength = zone.Length,
            QueryLength = query.Length,
            ResponseLength = response.Length,
        });
        room = room[Unsafe.SizeOf<TapRecord>()..];
        zone.CopyTo(room);
        query.CopyTo(room[zone.Length..]);
        response.CopyTo(room[(zone.Length + query.Length)..]);
        _places[Next] = next + skipped + length;
        return true;
    }

    /// <summary>The writer's: what has been written since the last time can be read now, and was answered at this time.</summary>
    public void Publish(long answered)
    {
        long next = _places[Next];
        for (long place = _places[Published]; place != next;)
        {
            ref TapRecord record = ref RecordAt(place);
            if (record.Length == 0)
            {
                place = NextRound(place);
                continue;
            }

            record.Answered = answered;
            place += record.Length;
        }

        Volatile.Write(ref _places[Published], next);
    }

    /// <summary>The reader's: all that has been published by now, one by one. Returns how many.</summary>
    /// <param name="most">To be read, at most.</param>
    public int Drain(TapVisitor visit, int most)
    {
        long end = Volatile.Read(ref _places[Published]);
        int read = 0;
        for (long place = _places[Read]; place != end && read < most;)
        {
            ref TapRecord record = ref RecordAt(place);
            if (record.Length == 0)
            {
                place = NextRound(place);
            }
            else
            {
                Visit(in record, place, visit);
                place += record.Length;
                read++;
            }

            Volatile.Write(ref _places[Read], place);
        }

        return read;
    }

    private void Visit(in TapRecord record, long place, TapVisitor visit)
    {
        ReadOnlySpan<byte> octets = _octets.AsSpan(At(place) + Unsafe.SizeOf<TapRecord>());
        var exchange = new TappedExchange
        {
            Ends = record.Ends,
            Asked = new DateTime(record.Asked, DateTimeKind.Utc),
            Answered = new DateTime(record.Answered, DateTimeKind.Utc),
            Zone = octets[..record.ZoneLength],
            Query = octets.Slice(record.ZoneLength, record.QueryLength),
            Response = octets.Slice(record.ZoneLength + record.QueryLength, record.ResponseLength),
        };
        visit(in exchange);
    }

    /// <summary>Whether all that is before this place can be in the ring; asks how far the reader is only when it may not.</summary>
    private bool HasRoom(long end)
    {
        if (end - _places[SeenRead] > _octets.Length)
        {
            _places[SeenRead] = Volatile.Read(ref _places[Read]);
        }

        return end - _places[SeenRead] <= _octets.Length;
    }

    private ref TapRecord RecordAt(long place) => ref Unsafe.As<byte, TapRecord>(ref _octets[At(place)]);

    private int At(long place) => (int)place & _mask;

    private long NextRound(long place) => (place | (uint)_mask) + 1;
}
