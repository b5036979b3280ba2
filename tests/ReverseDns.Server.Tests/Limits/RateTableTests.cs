namespace ReverseDns.Server.Tests.Limits;

/// <summary>The table against the plainest one there is: a bucket for each client, kept for ever.</summary>
public class RateTableTests
{
    private const long Cost = 10_000;
    private const long LargestDebt = 99 * Cost;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_room_for_all_it_says_what_exact_buckets_say(int seed)
    {
        using var table = new RateTable(1 << 14);
        var exact = new ExactBuckets();
        var random = new Random(seed);
        ulong[] clients = [.. Enumerable.Range(0, 500).Select(_ => (ulong)random.NextInt64())];
        long now = random.NextInt64(1L << 50);
        for (int i = 0; i < 200_000; i++)
        {
            now += random.Next(3) == 0 ? random.Next(200) : 0;
            ulong client = clients[(int)(clients.Length * Math.Pow(random.NextDouble(), 4))];
            Assert.Equal(exact.Debt(client, now), table.Debt(client, now));
            if (table.Debt(client, now) <= LargestDebt)
            {
                long ticks = Cost * random.Next(1, 6);
                table.Charge(client, now, ticks);
                exact.Charge(client, now, ticks);
            }
        }
    }

    [Fact]
    public void Who_asks_no_more_than_the_limit_is_never_beyond_it_whoever_else_there_is()
    {
        using var table = new RateTable(1 << 10);
        var random = new Random(4);
        long now = 0;
        for (int i = 0; i < 100_000; i++)
        {
            now += Cost;
            Assert.InRange(table.Debt(hash: 7UL << 50, now), 0, LargestDebt);
            table.Charge(hash: 7UL << 50, now, Cost);
            for (int other = 0; other < 20; other++)
            {
                ulong client = (ulong)random.NextInt64();
                table.Charge(client, now, Cost * random.Next(1, 6));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Who_asks_more_has_the_limit_and_what_may_be_had_at_once(int times)
    {
        using var table = new RateTable(1 << 10);
        int passed = 0;
        const int Periods = 10_000;
        for (long asked = 0; asked < (long)Periods * times; asked++)
        {
            long now = asked * Cost / times;
            if (table.Debt(hash: 1, now) <= LargestDebt)
            {
                table.Charge(hash: 1, now, Cost);
                passed++;
            }
        }

        Assert.InRange(passed, Periods + 99, Periods + 101);
    }

    [Fact]
    public void Under_pressure_it_forgets_those_who_owe_least_and_puts_nobodys_debt_on_another()
    {
        using var table = new RateTable(1 << 10);
        var exact = new ExactBuckets();
        var random = new Random(5);
        ulong[] flooding = [.. Enumerable.Range(0, 20).Select(_ => (ulong)random.NextInt64())];
        long now = 0;
        int wronged = 0;
        for (int i = 0; i < 300_000; i++)
        {
            now += random.Next(100);
            bool isFlood = random.Next(2) == 0;
            ulong client = isFlood ? flooding[random.Next(flooding.Length)] : (ulong)random.NextInt64();
            wronged += !isFlood && table.Debt(client, now) > exact.Debt(client, now) ? 1 : 0;
            if (table.Debt(client, now) <= LargestDebt)
            {
                table.Charge(client, now, Cost);
                exact.Charge(client, now, Cost);
            }
        }

        // A bucket is known by 17 bits of the hash beside its line: of 150,000 clients some fall together with one of 8.
        Assert.InRange(wronged, 0, 50);
        Assert.All(flooding, client => Assert.InRange(table.Debt(client, now), LargestDebt - (20 * Cost), LargestDebt + Cost));
    }

    [Fact]
    public void A_bucket_that_nobody_has_looked_at_for_years_is_full()
    {
        using var table = new RateTable(1 << 10);
        table.Charge(hash: 1, now: 0, LargestDebt);
        for (long day = 1; day < 2_000; day++)
        {
            bool hasGoneRound = (day * TimeSpan.TicksPerDay) % (1L << 46) is < TimeSpan.TicksPerDay or > (1L << 46) - TimeSpan.TicksPerDay;
            Assert.True(hasGoneRound || table.Debt(hash: 1, day * TimeSpan.TicksPerDay) == 0);
        }
    }

    private sealed class ExactBuckets
    {
        private readonly Dictionary<ulong, long> _full = [];

        public long Debt(ulong client, long now) => Math.Max(0, _full.GetValueOrDefault(client) - now);

        public void Charge(ulong client, long now, long ticks) => _full[client] = now + Debt(client, now) + ticks;
    }
}
