using Microsoft.Extensions.Logging;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;

namespace ReverseDns.App.Rssac002;

/// <summary>Writes down which versions of some zones are served, how soon they were, and how large they are.</summary>
/// <param name="zones">The others are passed over.</param>
/// <param name="secondary">A zone that comes from primaries; null for others.</param>
internal sealed partial class ServedVersions(
    IReadOnlyList<DomainName> zones,
    VersionJournal journal,
    Func<DomainName, LoadedZone?> find,
    Func<DomainName, SecondaryZone?> secondary,
    TimeProvider clock,
    ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DomainName, (Serial? Serial, DateTimeOffset LoadedAt)> _known = [];

    /// <summary>What is served now, whoever knows since when.</summary>
    public void Note()
    {
        foreach (LoadedZone zone in zones.Select(find).OfType<LoadedZone>())
        {
            lock (_lock)
            {
                _known.TryAdd(zone.Entry.Origin, (SerialOf(zone), zone.LoadedAt));
            }

            Keep(zone, seconds: null);
        }
    }

    /// <summary>Versions that have just begun to be served.</summary>
    public void Take(IReadOnlyList<LoadedZone> published)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (LoadedZone zone in published.Where(zone => zones.Contains(zone.Entry.Origin)))
        {
            DateTimeOffset since;
            lock (_lock)
            {
                (Serial? Serial, DateTimeOffset LoadedAt) before = _known.GetValueOrDefault(zone.Entry.Origin);
                _known[zone.Entry.Origin] = (SerialOf(zone), zone.LoadedAt);

                // One that is only signed anew is known of when it is there.
                since = secondary(zone.Entry.Origin)?.NewerSince(before.Serial) ?? (zone.LoadedAt == before.LoadedAt ? now : zone.LoadedAt);
            }

            Keep(zone, Math.Max(0, (long)Math.Round((now - since).TotalSeconds)));
        }
    }

    /// <summary>As its primaries count.</summary>
    private static Serial? SerialOf(LoadedZone zone) => zone.Signed?.Unsigned ?? zone.Zone?.Serial;

    /// <summary>In the background: to measure a zone is to go through all of it.</summary>
    private void Keep(LoadedZone zone, long? seconds)
    {
        if (zone.Served is not { } served || !served.TryBeginUse())
        {
            return;
        }

        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        _ = BackgroundThread.Run(() =>
        {
            try
            {
                journal.Add(day, new ZoneVersion(zone.Entry.Origin.ToString(), served.Serial.Value, seconds, ZoneTransfer.SizeOf(served, clock)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotKept(zone.Entry.Origin, e.Message);
            }
            finally
            {
                served.EndUse();
            }
        });
    }

    [LoggerMessage(EventName = "version-not-written", Level = LogLevel.Error,
        Message = "Zone {Zone}: its version cannot be written down for the daily reports (RSSAC002): {Cause}")]
    private partial void LogNotKept(DomainName zone, string cause);
}
