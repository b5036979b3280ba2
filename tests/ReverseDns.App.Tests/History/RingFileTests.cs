using ReverseDns.App.History;

namespace ReverseDns.App.Tests.History;

public sealed class RingFileTests : IDisposable
{
    private const int Slots = 10;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RingLayout Layout = new(TimeSpan.FromMinutes(1), Slots, ["a", "b"]);

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("ring");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Holds_the_sums_of_the_last_steps_whatever_was_added_and_however_often_it_was_opened(int seed)
    {
        var random = new Random(seed);
        var sums = new SortedDictionary<DateTimeOffset, long[]>();
        DateTimeOffset now = Start;
        var ring = RingFile.Open(Path, Layout);
        for (int i = 0; i < 300; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(0, i % 50 == 0 ? 1_000 : 40));
            long[] amounts = [random.Next(0, 100), random.NextInt64(0, long.MaxValue / 1_000)];
            ring.Add(now, amounts);
            DateTimeOffset step = now.AddSeconds(-now.Second);
            long[] before = sums.GetValueOrDefault(step, [0, 0]);
            sums[step] = [before[0] + amounts[0], before[1] + amounts[1]];
            if (random.Next(0, 10) == 0)
            {
                ring.Dispose();
                ring = RingFile.Open(Path, Layout);
            }

            DateTimeOffset oldest = step - ((Slots - 1) * Layout.Step);
            Assert.Equal(
                sums.Where(item => item.Key >= oldest).Select(item => (item.Key, item.Value[0], item.Value[1])),
                ring.Read(Start, now).Select(point => (point.Start, point.Values[0], point.Values[1])));
        }

        ring.Dispose();
        Assert.Equal(Layout.FileLength, new FileInfo(Path).Length);
    }

    [Fact]
    public void A_step_that_was_torn_is_left_out_and_begun_anew()
    {
        using (var ring = RingFile.Open(Path, Layout))
        {
            ring.Add(Start, [1, 1]);
            ring.Add(Start + Layout.Step, [2, 2]);
        }

        using (FileStream file = File.OpenWrite(Path))
        {
            file.Position = Layout.PlaceOf(Layout.NumberOf(Start)) + 9;
            file.WriteByte(0xFF);
        }

        using var damaged = RingFile.Open(Path, Layout);
        Assert.Equal(2, Assert.Single(damaged.Read(Start, Start + Layout.Step)).Values[0]);
        damaged.Add(Start, [5, 5]);
        Assert.Equal([5, 2], damaged.Read(Start, Start + Layout.Step).Select(point => point.Values[0]));
    }

    [Fact]
    public void Another_layout_takes_over_the_columns_that_it_has_too()
    {
        using (var ring = RingFile.Open(Path, Layout))
        {
            ring.Add(Start, [1, 10]);
            ring.Add(Start + Layout.Step, [2, 20]);
        }

        using var other = RingFile.Open(Path, new RingLayout(TimeSpan.FromMinutes(2), 50, ["new", "b"]));

        Assert.Equal([0, 30], Assert.Single(other.Read(Start, Start + Layout.Step)).Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    public void A_file_that_cannot_be_read_is_put_aside(int length)
    {
        using (var ring = RingFile.Open(Path, Layout))
        {
            ring.Add(Start, [1, 1]);
        }

        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..length]);
        using var fresh = RingFile.Open(Path, Layout);

        Assert.Empty(fresh.Read(Start, Start + Layout.Step));
        Assert.Equal(length, new FileInfo(Path + ".damaged").Length);
    }
}
