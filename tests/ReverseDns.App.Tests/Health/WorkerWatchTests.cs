using ReverseDns.App.Health;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Health;

public class WorkerWatchTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private IReadOnlyList<WorkerProgress> _progress = [];

    [Fact]
    public void A_thread_that_does_not_come_to_the_end_of_a_batch_is_stuck()
    {
        var watch = new WorkerWatch(() => _progress, Second);
        _progress = [new("udp-0", 7), new("udp-1", 4)];
        Assert.Empty(watch.Look(Second));
        Reason reason = Assert.Single(watch.Look(2 * Second));
        Assert.Equal("worker-stuck: udp-0 has been at one batch for 1000 ms", reason.ToString());
        _progress = [new("udp-0", 8), new("udp-1", 4)];
        Assert.Empty(watch.Look(3 * Second));
    }

    [Fact]
    public void A_thread_that_is_always_at_work_is_not()
    {
        var watch = new WorkerWatch(() => _progress, Second);
        for (int second = 0; second < 5; second++)
        {
            _progress = [new("udp-0", 7 + (2 * second))];
            Assert.Empty(watch.Look(second * Second));
        }
    }
}
