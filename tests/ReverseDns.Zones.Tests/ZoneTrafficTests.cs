using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests;

public class ZoneTrafficTests
{
    private readonly ZoneStore _store = new();

    [Fact]
    public void A_zone_keeps_its_count_in_every_table_and_takes_none_of_another()
    {
        using ZoneReader reader = _store.AddReader();
        Publish("a.", "b.", "c.");
        Ask(reader, "a.", 5);
        Ask(reader, "b.", 7);
        Publish("c.", "b.", "d.");
        Ask(reader, "b.", 1);
        Ask(reader, "d.", 2);
        Publish("a.", "b.", "e.", "f.");
        Ask(reader, "f.", 3);

        Assert.Equal("a. 0, b. 8, e. 0, f. 3, gone 7", Read());
    }

    [Fact]
    public void What_a_reader_has_counted_stays_when_it_leaves()
    {
        Publish("a.", "b.");
        using (ZoneReader reader = _store.AddReader())
        {
            Ask(reader, "a.", 5, isNameError: true);
        }

        using ZoneReader other = _store.AddReader();
        Ask(other, "a.", 1);
        Assert.Equal(new ZoneTally(6, 5), _store.ReadTraffic().Zones[0].Tally);
        Publish("b.");
        Publish("b.", "c.");
        Assert.Equal("b. 0, c. 0, gone 6", Read());
    }

    [Fact]
    public void The_sum_over_random_tables_is_what_was_asked()
    {
        var dice = new Random(5);
        using ZoneReader first = _store.AddReader();
        using ZoneReader second = _store.AddReader();
        for (int round = 1; round <= 300; round++)
        {
            Publish([.. Enumerable.Range(0, 40).Where(_ => dice.Next(3) > 0).Select(number => $"z{number}.")]);
            ZoneTable table = first.Enter();
            string[] zones = [.. table.Zones.Select(zone => zone.Origin.ToString())];
            first.Leave();
            Ask(first, zones[dice.Next(zones.Length)], 1);
            Ask(second, zones[dice.Next(zones.Length)], 1);
            ZoneTraffic traffic = _store.ReadTraffic();
            Assert.Equal(2 * round, traffic.Zones.Sum(zone => zone.Tally.Queries) + traffic.Gone.Queries);
            Assert.All(traffic.Zones, zone => Assert.True(zone.Tally.Queries >= 0));
        }
    }

    private static void Ask(ZoneReader reader, string zone, int queries, bool isNameError = false)
    {
        ZoneTable table = reader.Enter();
        int index = table.Zones.ToList().FindIndex(served => served.Origin == DomainName.Parse(zone));
        for (int i = 0; i < queries; i++)
        {
            reader.Counters.Add(table.PlaceOf(index), isNameError);
        }

        reader.Leave();
    }

    private void Publish(params string[] zones) =>
        _store.Publish(ZoneTable.Create(zones.Select(zone => new ServedZone(DomainName.Parse(zone), Zone: null))));

    private string Read()
    {
        ZoneTraffic traffic = _store.ReadTraffic();
        return string.Join(", ", traffic.Zones.Select(zone => $"{zone.Zone.Origin} {zone.Tally.Queries}").Order(StringComparer.Ordinal)
            .Append($"gone {traffic.Gone.Queries}"));
    }
}
