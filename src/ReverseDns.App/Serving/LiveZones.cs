using System.Collections;
using ReverseDns.Protocol;

namespace ReverseDns.App.Serving;

/// <summary>
/// The zones that are served, in canonical order. Which they are stays; one can be put in the place of another version of it,
/// which whoever looks sees at once or not at all. One writer, any readers.
/// </summary>
internal sealed class LiveZones : IReadOnlyCollection<LoadedZone>
{
    private readonly Dictionary<DomainName, Place> _places;

    public LiveZones(IReadOnlyCollection<LoadedZone> ordered)
    {
        _places = new Dictionary<DomainName, Place>(ordered.Count);
        foreach (LoadedZone zone in ordered)
        {
            _places.Add(zone.Entry.Origin, new Place(zone));
        }
    }

    public int Count => _places.Count;

    public IEnumerable<DomainName> Origins => _places.Keys;

    public LoadedZone? Find(DomainName origin) => _places.GetValueOrDefault(origin)?.Zone;

    public void Replace(LoadedZone next) => _places[next.Entry.Origin].Zone = next;

    public IEnumerator<LoadedZone> GetEnumerator()
    {
        foreach (Place place in _places.Values)
        {
            yield return place.Zone;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Place(LoadedZone zone)
    {
        private LoadedZone _zone = zone;

        public LoadedZone Zone
        {
            get => Volatile.Read(ref _zone);
            set => Volatile.Write(ref _zone, value);
        }
    }
}
