namespace ReverseDns.Zones;

/// <summary>
/// The zones this instance answers from. A reader takes <see cref="Current"/> once per batch and uses that
/// one table throughout; a publisher builds a whole new table and swaps it in. No reader ever waits, and
/// none sees half an update.
/// </summary>
public sealed class ZoneStore
{
    private ZoneTable _current = ZoneTable.Empty;

    public ZoneTable Current => Volatile.Read(ref _current);

    public void Publish(ZoneTable next) => Volatile.Write(ref _current, next);
}
