using System.Collections.Immutable;

namespace ReverseDns.Zones;

/// <summary>
/// The zones this instance answers from. A reader uses one table for a whole batch; a publisher builds a whole new table
/// and swaps it in. No reader ever waits, and none sees half an update.
/// </summary>
public sealed class ZoneStore
{
    private readonly Lock _publishing = new();
    private readonly ZonePlaces _places = new();
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
            _places.Assign(next, _current);

            // A reader that is not in the list yet will see the next table.
            ZoneTable before = Interlocked.Exchange(ref _current, next);
            foreach (ZoneReader reader in _readers)
            {
                reader.AwaitTurn();
            }

            _places.Release(before, next, _readers);
            foreach (CompiledZone zone in before.NotIn(next))
            {
                zone.Dispose();
            }
        }
    }

    /// <summary>What the readers have answered from each zone; takes a moment for each, and publishers wait meanwhile.</summary>
    public ZoneTraffic ReadTraffic()
    {
        lock (_publishing)
        {
            return _places.Read(_current, _readers);
        }
    }

    internal void Remove(ZoneReader reader)
    {
        lock (_publishing)
        {
            if (_readers.Contains(reader))
            {
                ImmutableInterlocked.Update(ref _readers, readers => readers.Remove(reader));
                _places.Depart(reader);
            }
        }
    }
}
