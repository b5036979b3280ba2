using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Catalogs;
using ReverseDns.App.Configuration;
using ReverseDns.App.Incoming;
using ReverseDns.App.Signing;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>All that goes between this instance and other servers: zones out and in, and NOTIFY both ways.</summary>
[SuppressMessage("Reliability", "CA2213", Justification = "Disposed asynchronously")]
internal sealed partial class InstanceTransfers : IAsyncDisposable
{
    private const string TimerFile = "secondaries";
    private const string QuarantineFolder = "quarantine";

    private readonly ZoneCatalogue _catalogue;
    private readonly CatalogMembers _members;
    private readonly CatalogConsumer _consumer;
    private readonly IncomingGate _gate;
    private readonly SecondaryZones _zones;
    private readonly ZoneRefresher _refresher;
    private readonly NotifySender _notifies;
    private readonly SignatureEnds _signatures;
    private readonly Func<DomainName, long> _journalSize;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private RdnsConfiguration _configuration;
    private Dictionary<DomainName, IncomingPolicy> _policies = [];
    private bool _isRefreshing;

    public InstanceTransfers(
        InstanceSetup setup,
        ZoneCatalogue catalogue,
        CatalogMembers members,
        ZoneJournals journals,
        ZoneSigning signing,
        TimeProvider clock,
        ILogger logger)
    {
        (_configuration, _catalogue, _members, _clock, _logger) = (setup.Configuration, catalogue, members, clock, logger);
        _consumer = new CatalogConsumer(
            members, catalogue.ChangeMembersAsync, () => Volatile.Read(ref _configuration).Zones, Refresh, logger);
        Quarantine? quarantine = setup.Configuration.StateFolder is { } state ? new Quarantine(Path.Combine(state, QuarantineFolder), clock) : null;
        _gate = new IncomingGate(zone => Volatile.Read(ref _policies).GetValueOrDefault(zone, IncomingPolicy.Default), quarantine, clock);
        _zones = new SecondaryZones(catalogue, journals, _gate, clock) { Expired = LogExpired };
        string? timers = setup.Configuration.StateFolder is { } folder ? Path.Combine(folder, TimerFile) : null;
        _refresher = new ZoneRefresher(_zones.Door(LogFailing), RefreshSettings.Default, clock, timers);
        _notifies = new NotifySender(clock);
        _signatures = new SignatureEnds(() => catalogue.Zones, clock);
        _journalSize = zone => journals.SizeOf(zone) + signing.JournalSizeOf(zone);
        Publications = new PublicationTimes(clock);
        Responder = new TransferResponder(setup.Configuration.Transfers, ReadHistory, clock)
        {
            Expiry = zone => _refresher.ExpiryOf(zone),
            Notified = (zone, client, serial) => _refresher.TryNotify(zone, client.Address, client.Key, serial),
        };

        // A zone that is signed here has two lines of serials, and a journal of each.
        IReadOnlyList<ZoneDiff>? ReadHistory(DomainName zone, Serial from, Serial to) =>
            catalogue.Find(zone)?.Signed is null ? journals.ReadHistory(zone, from, to) : signing.ReadHistory(zone, from, to);
    }

    public TransferResponder Responder { get; }

    /// <summary>Told of versions with a new serial when they are answered from; set before <see cref="Start"/>.</summary>
    public Action<IReadOnlyList<LoadedZone>>? Published { get; set; }

    /// <summary>What has come from primaries.</summary>
    public TransferCounts Received => _refresher.Received;

    /// <summary>How long what is newer has been known of before it was answered with.</summary>
    public PublicationTimes Publications { get; }

    /// <summary>Before anything is answered: what has expired since the last run is not.</summary>
    public Task ExpireAsync() => Task.WhenAll(_refresher.FindExpired().Select(_zones.ExpireAsync));

    /// <summary>Once the sockets answer.</summary>
    public void Start()
    {
        Publications.Begin(_catalogue.Zones);
        _catalogue.Published = changed =>
        {
            Publications.Note(changed, (zone, serial) => Find(zone)?.NewerSince(serial));
            _signatures.LookAgain();
            LogTransferred(changed);
            Published?.Invoke(changed);
            Announce(changed);
            _consumer.Take(changed);
        };
        Reload(_configuration);
        _consumer.Start();
        _signatures.Start();
        Announce([.. _catalogue.Zones]);
    }

    /// <summary>All zones of a configuration, with those that its catalogs list; the catalogs that we produce list them from now on.</summary>
    /// <param name="notes">Told what could not be written.</param>
    public IReadOnlyList<ZoneListing> ListingsOf(RdnsConfiguration configuration, ICollection<string> notes)
    {
        IReadOnlyList<ZoneListing> listings = _members.AddTo(configuration.Zones);
        ProducedCatalogs.Write(listings, _clock, notes);
        return listings;
    }

    /// <summary>From now on zones are given by these rules; to be called before a version is served that some may not have any more.</summary>
    public void Admit(RdnsConfiguration configuration) => Responder.Replace(configuration.Transfers);

    /// <summary>Zones, keys, and who may have and is told what may be others now.</summary>
    public void Reload(RdnsConfiguration configuration)
    {
        Volatile.Write(ref _configuration, configuration);
        Volatile.Write(
            ref _policies, configuration.Zones.OfType<ListedSecondary>().ToDictionary(zone => zone.Origin, zone => zone.Policy));
        Refresh(_members.AddTo(configuration.Zones));
        _consumer.Recheck();
    }

    /// <summary>Null for a zone that is read from a file.</summary>
    public SecondaryZone? Find(DomainName origin) => _refresher.Find(origin);

    /// <summary>Why the last version of a zone that came is not served; null when it is.</summary>
    public string? WhyRefused(DomainName origin) => _gate.WhyRefused(origin);

    /// <summary>When the first signature ends of a zone that comes signed; null for one that does not.</summary>
    public DateTimeOffset? SignaturesEnd(DomainName origin) => _signatures.Of(origin);

    /// <summary>Octets of the journals of a zone, as it comes and signed.</summary>
    public long JournalSizeOf(DomainName origin) => _journalSize(origin);

    /// <summary>Why the timers of secondary zones could not be written; null while they can.</summary>
    public string? TimerError => _refresher.WriteError;

    public async ValueTask DisposeAsync()
    {
        _catalogue.Published = null;
        await _signatures.DisposeAsync();
        await _consumer.DisposeAsync();
        await _refresher.DisposeAsync();
        await _notifies.DisposeAsync();
    }

    /// <summary>One at a time: at the start, then by reloads and catalogs.</summary>
    private void Refresh(IReadOnlyList<ZoneListing> listings)
    {
        SecondaryZone[] zones = [.. listings.OfType<ListedSecondary>()
            .Where(zone => _catalogue.Find(zone.Origin)?.Entry.IsSecondary == true)
            .Select(zone => new SecondaryZone(zone.Origin, zone.Primaries))];
        _gate.Keep(zones.Select(zone => zone.Origin).ToHashSet());
        Publications.Forget(IsGone);
        Received.Forget(IsGone);
        Responder.Sent.Forget(IsGone);
        lock (_refresher)
        {
            if (_isRefreshing)
            {
                _refresher.Replace(zones);
            }
            else if (zones.Length > 0)
            {
                _isRefreshing = true;
                _refresher.Start(zones);
            }
        }
    }

    private bool IsGone(DomainName origin) => _catalogue.Find(origin) is null;

    private void LogTransferred(IReadOnlyList<LoadedZone> changed)
    {
        foreach (LoadedZone zone in changed.Where(zone => zone.Entry.IsSecondary && zone.Zone is not null))
        {
            LogTransferred(zone.Entry.Origin, zone.Zone!.Serial, zone.Zone.RecordCount);
        }
    }

    private void Announce(IReadOnlyList<LoadedZone> changed)
    {
        IReadOnlyList<ListedNotify> notifies = Volatile.Read(ref _configuration).Notifies;
        if (notifies.Count == 0)
        {
            return;
        }

        foreach (DomainName origin in changed.Select(zone => zone.Entry.Origin))
        {
            NotifyTarget[] targets = [.. notifies
                .Where(entry => entry.Zones?.Contains(origin) ?? true).SelectMany(entry => entry.Targets)];
            if (_zones.ReadServedSoa(origin) is { } soa)
            {
                _notifies.Send(origin, soa, targets);
            }
        }
    }

    private void LogFailing(DomainName zone, PrimaryStatus status) => LogFailing(zone, status.Primary.ToString(), status.LastError);

    [LoggerMessage(EventName = "primary-failing", Level = LogLevel.Warning,
        Message = "Zone {Zone}: nothing from primary {Primary}: {Cause}")]
    private partial void LogFailing(DomainName zone, string primary, string? cause);

    [LoggerMessage(EventName = "zone-expired", Level = LogLevel.Error,
        Message = "Zone {Zone}: expired, as no primary has confirmed it in time; SERVFAIL until one does")]
    private partial void LogExpired(DomainName zone);

    [LoggerMessage(EventName = "zone-transferred", Level = LogLevel.Information,
        Message = "Zone {Zone}: serial {Serial} from its primaries, {Records} records")]
    private partial void LogTransferred(DomainName zone, Serial serial, int records);
}
