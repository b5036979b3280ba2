using ReverseDns.App.Monitoring;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Monitoring;

public class BusiestZonesTests
{
    [Fact]
    public void No_more_zones_are_shown_than_were_asked_for_and_the_busiest_are_among_them()
    {
        var busiest = new BusiestZones<ZoneTally>(2, tally => tally.Queries);
        (IReadOnlyList<(DomainName Zone, ZoneTally Tally)> shown, ZoneTally other) =
            busiest.Choose(Zones(("a.", 1), ("b.", 30), ("c.", 20), ("d.", 2)), default);

        Assert.Equal([("b.", 30L), ("c.", 20L)], shown.Select(item => (item.Zone.ToString(), item.Tally.Queries)));
        Assert.Equal(3, other.Queries);
    }

    [Fact]
    public void Whatever_zones_come_and_go_and_get_busy_no_count_falls_and_the_sum_is_right()
    {
        var dice = new Random(7);
        var busiest = new BusiestZones<ZoneTally>(5, tally => tally.Queries);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        long gone = 0;
        long otherBefore = 0;
        for (int round = 0; round < 400; round++)
        {
            string zone = $"z{dice.Next(20)}.";
            if (dice.Next(10) == 0 && counts.Remove(zone, out long left))
            {
                gone += left;
            }
            else
            {
                counts[zone] = counts.GetValueOrDefault(zone) + dice.Next(1_000);
            }

            (IReadOnlyList<(DomainName Zone, ZoneTally Tally)> shown, ZoneTally other) =
                busiest.Choose(Zones([.. counts.Select(item => (item.Key, item.Value))]), new ZoneTally(gone, 0));
            var now = shown.ToDictionary(item => item.Zone.ToString(), item => item.Tally.Queries, StringComparer.Ordinal);
            Assert.True(now.Count <= 5);
            Assert.Equal(counts.Values.Sum() + gone, now.Values.Sum() + other.Queries);
            Assert.True(other.Queries >= otherBefore);
            Assert.All(now.Where(item => before.ContainsKey(item.Key) && counts.ContainsKey(item.Key)), item => Assert.True(
                item.Value >= before[item.Key] || item.Value == 0, $"{item.Key} fell from {before[item.Key]} to {item.Value}"));
            (before, otherBefore) = (now, other.Queries);
        }
    }

    private static Dictionary<DomainName, ZoneTally> Zones(params (string Zone, long Queries)[] zones) =>
        zones.ToDictionary(item => DomainName.Parse(item.Zone), item => new ZoneTally(item.Queries, 0));
}
