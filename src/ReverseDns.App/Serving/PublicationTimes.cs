using System.Collections.Concurrent;
using ReverseDns.Protocol;

namespace ReverseDns.App.Serving;

/// <summary>
/// How long it takes from when something newer of a zone is known of (a NOTIFY, the answer of a primary, an edited file) to when
/// it is answered with. One at a time notes, any threads read.
/// </summary>
internal sealed class PublicationTimes(TimeProvider clock)
{
    private readonly ConcurrentDictionary<DomainName, Publication> _last = [];
    private readonly long[] _counts = new long[Bounds.Count + 1];
    private long _ticks;

    /// <summary>In seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 14_400];

    public TimeSpan Sum => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>By bound, each without those before it; the last is of those above all.</summary>
    public long Count(int bucket) => Interlocked.Read(ref _counts[bucket]);

    /// <summary>Of the version that is answered with; null for one that was there from the start.</summary>
    public TimeSpan? LatencyOf(DomainName origin) => _last.GetValueOrDefault(origin).Latency;

    /// <summary>Takes zones as they are at the start.</summary>
    public void Begin(IEnumerable<LoadedZone> zones)
    {
        foreach (LoadedZone zone in zones)
        {
            _last[zone.Entry.Origin] = new Publication(Came(zone), null);
        }
    }

    /// <summary>These zones are answered with another serial since a moment ago.</summary>
    /// <param name="newerSince">Says since when something newer than a serial of a zone has been known of, if that is known.</param>
    public void Note(IEnumerable<LoadedZone> published, Func<DomainName, Serial?, DateTimeOffset?> newerSince)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (LoadedZone zone in published)
        {
            DomainName origin = zone.Entry.Origin;
            Serial? before = _last.GetValueOrDefault(origin).Came;
            if (Came(zone) is { } came && came != before)
            {
                TimeSpan latency = now - (newerSince(origin, before) ?? zone.LoadedAt);
                latency = latency > TimeSpan.Zero ? latency : TimeSpan.Zero;
                _last[origin] = new Publication(came, latency);
                int bucket = 0;
                while (bucket < Bounds.Count && latency.TotalSeconds > Bounds[bucket])
                {
                    bucket++;
                }

                Interlocked.Increment(ref _counts[bucket]);
                Interlocked.Add(ref _ticks, latency.Ticks);
            }
        }
    }

    public void Forget(Func<DomainName, bool> isGone)
    {
        foreach (DomainName origin in _last.Keys.Where(isGone))
        {
            _last.TryRemove(origin, out _);
        }
    }

    /// <summary>The serial, as its source counts, of what is answered with: signing a zone anew makes it no newer.</summary>
    private static Serial? Came(LoadedZone zone) => zone.Signed is { } signed ? signed.Unsigned : zone.Zone?.Serial;

    private readonly record struct Publication(Serial? Came, TimeSpan? Latency);
}
