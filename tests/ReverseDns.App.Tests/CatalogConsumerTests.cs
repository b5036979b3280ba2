using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Catalogs;

namespace ReverseDns.App.Tests;

public class CatalogConsumerTests
{
    [Fact]
    public async Task A_fault_of_one_change_does_not_keep_the_next_from_being_made()
    {
        int changes = 0;
        int refreshes = 0;
        await using var consumer = new CatalogConsumer(
            new CatalogMembers(NullLogger.Instance),
            entries =>
            {
                entries();
                return Interlocked.Increment(ref changes) == 1 ? throw new InvalidOperationException("a bug") : Task.CompletedTask;
            },
            () => [],
            _ => Interlocked.Increment(ref refreshes),
            NullLogger.Instance);
        consumer.Start();
        consumer.Recheck();
        await Eventually.HoldsAsync(() => Volatile.Read(ref changes) == 1);
        consumer.Recheck();
        await Eventually.HoldsAsync(() => Volatile.Read(ref refreshes) == 1);
    }
}
