namespace ReverseDns.Server.Tests;

public class TapRingTests
{
    private const int Size = 1 << 12;

    [Fact]
    public async Task What_is_written_by_one_thread_is_read_by_another_whole_and_in_order()
    {
        const int Records = 200_000;
        var ring = new TapRing(Size);
        Task<long> writing = Task.Run(() => Write(ring, Records));
        long next = 0;
        long read = 0;
        bool isOver = false;
        while (!isOver)
        {
            isOver = writing.IsCompleted;
            read += ring.Drain(Check, most: 50);
        }

        while (ring.Drain(Check, most: 50) is var more and > 0)
        {
            read += more;
        }

        Assert.Equal(Records, read + await writing);

        void Check(in TappedExchange exchange)
        {
            long number = exchange.Asked.Ticks;
            Assert.True(number >= next);
            Assert.Equal(number + 1, exchange.Answered.Ticks - exchange.Zone.Length);
            Assert.Equal((int)(number % 200), exchange.Query.Length);
            Assert.Equal((int)(number % 300), exchange.Response.Length);
            Assert.Equal(-1, exchange.Query.IndexOfAnyExcept((byte)number));
            Assert.Equal(-1, exchange.Response.IndexOfAnyExcept((byte)(number + 1)));
            next = number + 1;
        }
    }

    [Fact]
    public void What_is_not_published_is_not_read_and_what_has_no_room_is_not_written()
    {
        var ring = new TapRing(Size);
        int written = 0;
        while (ring.TryWrite(new TapRecord { Asked = written }, [], new byte[100], new byte[100]))
        {
            written++;
        }

        Assert.InRange(written, Size / 400, Size / 200);
        Assert.Equal(0, ring.Drain((in _) => { }, most: 1_000));
        ring.Publish(7);
        var answered = new List<long>();
        Assert.Equal(written, ring.Drain((in exchange) => answered.Add(exchange.Answered.Ticks), most: 1_000));
        Assert.Equal(Enumerable.Repeat(7L, written), answered);
        Assert.True(ring.TryWrite(default, [], [], []));
        Assert.False(ring.TryWrite(default, [], [], new byte[Size]));
    }

    /// <summary>Returns how many had no room.</summary>
    private static long Write(TapRing ring, int records)
    {
        byte[] octets = new byte[300];
        long lost = 0;
        for (long number = 0; number < records; number++)
        {
            int zone = (int)(number % 3);
            Array.Fill(octets, (byte)number);
            byte[] query = octets[..(int)(number % 200)];
            Array.Fill(octets, (byte)(number + 1));
            lost += ring.TryWrite(new TapRecord { Asked = number }, new byte[zone], query, octets.AsSpan(0, (int)(number % 300))) ? 0 : 1;
            ring.Publish(number + 1 + zone);
        }

        return lost;
    }
}
