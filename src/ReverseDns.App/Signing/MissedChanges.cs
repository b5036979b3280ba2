using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>
/// Changes of a zone as it comes that wait for being signed, each going on from the one before. What is lost, or too much to be
/// kept, is found by signing the whole zone.
/// </summary>
internal sealed class MissedChanges : IDisposable
{
    private const long MostOctets = 64 << 20;

    private readonly List<(ZoneDiff Change, UnsignedVersion To)> _changes = [];
    private UInt128 _from;
    private long _octets;

    /// <summary>Keeps a copy.</summary>
    public void Add(ZoneDiff change, UInt128 from, UnsignedVersion to)
    {
        if (_changes.Count > 0 && _changes[^1].To.Version != from)
        {
            Dispose();
        }

        _octets += change.Removed.Size + change.Added.Size;
        if (_octets > MostOctets)
        {
            Dispose();
            return;
        }

        if (_changes.Count == 0)
        {
            _from = from;
        }

        _changes.Add((Copy(change), to));
    }

    /// <summary>The changes that lead on from a version, for the caller to dispose; there are none afterwards.</summary>
    public IReadOnlyList<(ZoneDiff Change, UnsignedVersion To)> Take(UInt128? from)
    {
        if (_changes.Count > 0 && _from != from)
        {
            Dispose();
        }

        (ZoneDiff, UnsignedVersion)[] taken = [.. _changes];
        _changes.Clear();
        _octets = 0;
        return taken;
    }

    public void Dispose()
    {
        _changes.ForEach(missed => missed.Change.Dispose());
        _changes.Clear();
        _octets = 0;
    }

    private static ZoneDiff Copy(ZoneDiff change) => new(change.From, change.To, Copy(change.Removed), Copy(change.Added));

    private static ZoneContents Copy(ZoneContents contents)
    {
        using var builder = new ZoneContentsBuilder(contents.Origin);
        builder.Add(contents);
        return builder.Build();
    }
}
