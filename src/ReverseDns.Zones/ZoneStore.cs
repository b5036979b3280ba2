using System.Collections.Immutable;

namespace ReverseDns.Zones;

/// <summary>
/// The zones this instance answers from. A reader uses one table for a whole batch; a publisher builds a whole new table
/// and swaps it in. No reader ever waits, and none sees half an update.
/// </summary>
public sealed class ZoneStore
{
    private readonly Lock _publishing = new();
    private ImmutableArray<ZoneReader> _readers = [];
    private ZoneTable _current = ZoneTable.Empty;

    internal ZoneTable Current => Volatile.Read(ref _current);

    /// <summary>A reader for one thread, until it is disposed.</summary>
    public ZoneReader AddReader()
    {
        var reader = new ZoneReader(this);
        ImmutableInterlocked.Update(ref _readers, readers => readers.Add(reader));
        return reader;
    }

    /// <summary>
    /// Answers come from the next table as soon as it is called. It returns when no reader is in the table before any more
    /// and its zones that are not in the next one have been disposed: published zones belong to the store. A reader that is
    /// not inside is not waited for; a caller that is inside would wait for itself.
    /// </summary>
    public void Publish(ZoneTable next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_publishing)
        {
            // A reader that is not in the list yet will see the next table.
            ZoneTable before = Interlocked.Exchange(ref _current, next);
            foreach (ZoneReader reader in _readers)
            {
                reader.AwaitTurn();
            }

            foreach (CompiledZone zone in before.NotIn(next))
            {
                zone.Dispose();
            }
        }
    }

    internal void Remove(ZoneReader reader) =>
        ImmutableInterlocked.Update(ref _readers, readers => readers.Remove(reader));
}
