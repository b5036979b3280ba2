using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.Control;
using ReverseDns.App.Fleet;
using ReverseDns.App.Health;
using ReverseDns.App.Monitoring;
using ReverseDns.App.Route;
using ReverseDns.App.Signing;
using ReverseDns.App.Supervision;
using ReverseDns.App.Top;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// A name server with its zones loaded: answers from <see cref="StartAsync"/> on, takes SIGHUP and control commands, and
/// drains when asked.
/// </summary>
internal sealed partial class Instance(
    InstanceSetup setup,
    ZoneCatalogue catalogue,
    InstanceTransfers transfers,
    ZoneSigning signing,
    ZoneStore store,
    InstanceRecords records,
    StopSignals signals,
    TimeProvider clock,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>Of an answer on the control socket.</summary>
    private const int ZonesInOne = 2_000;

    private static readonly TimeSpan HandoverTime = TimeSpan.FromSeconds(30);

    private readonly DnsServer _server = new(setup.Configuration.Server, store, clock, transfers.Responder, records.Counted, records.Samples);
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly ZoneStates _states = new(store, catalogue, transfers, signing, clock);
    private InstanceMetrics? _metrics;
    private ControlSocket? _control;
    private InstanceVerdict? _verdict;
    private FleetWatch? _fleet;
    private InstanceDoor? _door;
    private DnstapWriter? _dnstap;
    private RouteLease? _route;
    private PosixSignalRegistration? _hangup;
    private LimitLog? _limited;
    private SignsOfLife? _life;
    private long? _handover;

    public static string Version =>
        typeof(Instance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private InstanceVerdict Judged => _verdict ?? throw new InvalidOperationException("The instance has not been started");

    private InstanceHealth Health => new(_states, transfers);

    private InstanceMetrics Metrics =>
        LazyInitializer.EnsureInitialized(
            ref _metrics,
            () => new(
                _states, Health, Judged, _server, store, transfers, records, setup.Configuration.Http, setup.Configuration.StateFolder, () => _dnstap?.Counts, () => _route?.Present));

    /// <exception cref="IOException">An address or the control socket cannot be had.</exception>
    public async Task StartAsync()
    {
        if (setup.Configuration.Dnstap is { } dnstap)
        {
            _dnstap = new DnstapWriter(_server, dnstap, clock, reason => LogDnstap(dnstap.Destination, reason));
        }

        _server.Start(setup.Manager?.TakeSockets());
        records.Start(() => _server.Counters, () => Health.Reasons.Count == 0, catalogue, transfers);
        transfers.Start();
        _limited = new LimitLog(_server, clock, logger);
        _fleet = new FleetWatch(setup.Configuration.Health.KeepLast == KeepLast.Fleet ? setup.Configuration.Health.Fleet : [], InstanceVerdict.Run, clock);
        _verdict = new InstanceVerdict(setup, _server, store, _states, catalogue, transfers, () => _fleet.OthersAreWell, clock, logger);
        _verdict.Start();
        if (setup.ControlSocket is { } path)
        {
            _control = new ControlSocket(path, new Watches(_server, clock), AnswerAsync);
        }

        if (setup.Configuration.Http.Listen.Count > 0)
        {
            _door = await InstanceDoor.OpenAsync(setup.Configuration.Http, Metrics, Judged, records, Dashboard, DashboardZones, clock, logger);
        }

        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = ReloadForSignalAsync();
        });
        _route = setup.Configuration.Route is { } route ? new RouteLease(route, () => (Judged.Present.Verdict, Judged.Present.Last.Reasons), clock, logger) : null;
        LogReady(catalogue.Zones.Count, _server.Addresses);
        setup.Ready(_server.Addresses);
        if (setup.Manager is { IsThere: true } manager)
        {
            manager.Keep(_server.Keepable);
            manager.Ready(StatusLine());
            _life = new SignsOfLife(manager, () => Judged.MakesProgress ? StatusLine() : null, clock);
        }
    }

    public async Task DrainAsync()
    {
        if (_handover is { } asked && clock.GetElapsedTime(asked) < HandoverTime)
        {
            LogHandingOver();
            setup.Manager?.Stopping("handing over");
            if (_route is not null)
            {
                await _route.HandOverAsync();
            }

            await _server.LeaveAsync();
            return;
        }

        _verdict?.Drain();
        if (_route is not null)
        {
            // While somebody is still sent here everything is answered as always.
            await _route.WithdrawAsync();
        }

        LogDraining(setup.Configuration.DrainTime);
        setup.Manager?.Stopping("draining");
        setup.Manager?.Forget();
        await _server.DrainAsync(setup.Configuration.DrainTime);
        LogStopped();
    }

    public async ValueTask DisposeAsync()
    {
        _hangup?.Dispose();
        if (_life is not null)
        {
            await _life.DisposeAsync();
        }

        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        if (_door is not null)
        {
            await _door.DisposeAsync();
        }

        if (_limited is not null)
        {
            await _limited.DisposeAsync();
        }

        if (_route is not null)
        {
            await _route.DisposeAsync();
        }

        if (_verdict is not null)
        {
            await _verdict.DisposeAsync();
        }

        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
        }

        await _server.DisposeAsync();
        if (_dnstap is not null)
        {
            await _dnstap.DisposeAsync();
        }
    }

    private async Task ReloadForSignalAsync()
    {
        setup.Manager?.Reloading();
        try
        {
            await ReloadAsync(signals.Token);
            setup.Manager?.Ready(StatusLine());
        }
        catch (OperationCanceledException)
        {
            // Stopping: the zones of the next start are read then.
        }
    }

    /// <summary>For 'systemctl status'.</summary>
    private string StatusLine()
    {
        IReadOnlyList<string> reasons = Health.Reasons;
        string health = reasons.Count == 0 ? "healthy" : $"unhealthy: {string.Join("; ", reasons.Take(3))}";
        return string.Create(CultureInfo.InvariantCulture, $"{catalogue.Zones.Count} zones on {_server.Addresses.Count} addresses, {health}");
    }

    private async Task<ControlResponse> AnswerAsync(ControlRequest request, CancellationToken cancellation)
    {
        switch (request.Command)
        {
            case "status":
                return new ControlResponse(Status: Status());
            case "metrics":
                return new ControlResponse(Metrics: Metrics.WriteText());
            case "top":
                return new ControlResponse(Top: records.Top?.Read(request.Window, Math.Clamp(request.Count, 1, WindowedTop.Capacity)) ?? TopReport.None);
            case "reload":
                return new ControlResponse(Reload: await ReloadAsync(cancellation));
            case "drain":
                signals.Stop();
                return new ControlResponse(Drain: string.Create(
                    CultureInfo.InvariantCulture, $"answering for another {DurationText.Write(setup.Configuration.DrainTime)}, then stopping"));
            case "handover":
                return HandOver();
            case "zone":
                return DomainName.TryParse(request.Zone, out DomainName origin) && _states.Find(origin) is { } zone
                    ? new ControlResponse(Zone: zone)
                    : new ControlResponse($"no zone '{request.Zone}' here");
            case "zones":
                return new ControlResponse(Zones: _states.After(DomainName.TryParse(request.Zone, out DomainName last) ? last : null, ZonesInOne));
            case "sign":
                return DomainName.TryParse(request.Zone, out DomainName signed) && await signing.RunTurnAsync(catalogue, signed, cancellation)
                    && _states.Find(signed) is { } now
                    ? new ControlResponse(Zone: now)
                    : new ControlResponse($"no zone '{request.Zone}' is signed here");
            default:
                return new ControlResponse($"unknown command '{request.Command}'");
        }
    }

    private ControlResponse HandOver()
    {
        if (setup.Manager is not { IsThere: true })
        {
            return new ControlResponse("no service manager keeps the sockets: 'rdns ctl drain' ends this instance");
        }

        _handover = clock.GetTimestamp();
        return new ControlResponse(Drain: string.Create(
            CultureInfo.InvariantCulture, $"for {DurationText.Write(HandoverTime)} a stop leaves the sockets to the next process, without draining"));
    }

    private async Task<ReloadReport> ReloadAsync(CancellationToken cancellation)
    {
        var errors = new ConfigErrors(setup.File ?? "");
        RdnsConfiguration? configuration = setup.File is null ? setup.Configuration : RdnsConfiguration.Read(setup.File, errors);
        List<string> notes = configuration is null || string.Equals(configuration.FixedPart, setup.Configuration.FixedPart, StringComparison.Ordinal)
            ? []
            : [$"{setup.File}: keys that only a start reads have changed too: they take effect with a restart"];
        IReadOnlyList<ZoneListing> listings = configuration is null ? [] : transfers.ListingsOf(configuration, notes);
        ReloadReport report = configuration is null
            ? new ReloadReport([.. errors.Lines], notes, 0, [])
            : await catalogue.ReloadAsync(listings, configuration.Synthesis, notes, () => transfers.Admit(configuration), cancellation);
        if (configuration is not null && report.Errors.Count == 0)
        {
            transfers.Reload(configuration);
            _server.Replace(configuration.Server.RateLimit);
            _server.Replace(configuration.Server.Cookies);
            if (configuration.Server.Tls.Identity is { } identity)
            {
                _server.Replace(identity);
            }
        }

        _dnstap?.Reopen();
        foreach (string line in report.Errors.Concat(report.Notes))
        {
            LogReloadProblem(line);
        }

        foreach (ZoneOutcome zone in report.Zones)
        {
            if (zone.IsBroken)
            {
                LogBroken(zone.Zone, zone.Change, zone.Errors);
            }
            else
            {
                LogChange(zone.Zone, zone.Change, zone.Serial);
            }
        }

        LogReloaded(report.Changed, report.Broken, report.Unchanged);
        return report;
    }

    private InstanceStatus Status()
    {
        IReadOnlyCollection<LoadedZone> zones = catalogue.Zones;
        return new InstanceStatus(
            Version,
            Environment.ProcessId,
            _started,
            [.. _server.Addresses.Select(address => address.ToString()), .. _server.TlsAddresses.Select(address => $"{address} (TLS)")],
            zones.Count,
            [.. zones.Where(zone => zone.Zone is null).Select(zone => zone.Entry.Origin.ToString())],
            zones.Sum(zone => (long)(zone.Served?.RecordCount ?? 0)),
            zones.Sum(zone => zone.Served?.Size ?? 0),
            GC.GetTotalMemory(forceFullCollection: false),
            zones.Min(zone => zone.Signed?.FirstEnd),
            Judged.Report(),
            Health.Reasons,
            Requests(_server.Counters),
            _server.LastFault?.ToString(),
            _route?.Present);
    }

    private DashboardStatus Dashboard()
    {
        InstanceStatus status = Status();
        IdentityOptions identity = setup.Configuration.Server.Identity;
        return new DashboardStatus(
            identity.IdServer ?? identity.HostnameBind ?? Environment.MachineName,
            status.Version,
            status.Started.ToUnixTimeSeconds(),
            status.Zones,
            status.Records,
            status.Addresses,
            status.Reasons);
    }

    private IEnumerable<DashboardZone> DashboardZones() => _states.All.Select(zone => new DashboardZone(
        zone.Zone,
        zone.Serial,
        zone.Records,
        zone.LoadedAt.ToUnixTimeSeconds(),
        zone.State is ZoneState.Good or ZoneState.Unchecked ? [] : [$"{zone.State.ToString().ToLowerInvariant()}: {zone.Reason}"]));

    private void LogDnstap(string destination, string? reason)
    {
        if (reason is null)
        {
            LogDnstapOpen(destination);
        }
        else
        {
            LogDnstapLost(destination, reason);
        }
    }

    private static RequestCounts Requests(ServerCounters counters) => new(
        counters.Requests(Transport.Udp),
        counters.Requests(Transport.Tcp),
        counters.Requests(Transport.Tls),
        counters.Drops(DropReason.Malformed) + counters.Drops(DropReason.TooLong),
        counters.Truncated,
        counters.ConnectionsOpen,
        counters.ConnectionsAccepted,
        counters.Responses.OrderBy(item => item.Key).ToDictionary(item => item.Key.ToString(), item => item.Value, StringComparer.Ordinal));

    [LoggerMessage(EventName = "ready", Level = LogLevel.Information,
        Message = "Answering from {Zones} zones on {Addresses}")]
    private partial void LogReady(int zones, IReadOnlyList<System.Net.IPEndPoint> addresses);

    [LoggerMessage(EventName = "dnstap-open", Level = LogLevel.Information,
        Message = "dnstap is written to {Destination}")]
    private partial void LogDnstapOpen(string destination);

    [LoggerMessage(EventName = "dnstap-lost", Level = LogLevel.Warning,
        Message = "dnstap to {Destination} is lost, and tried again: {Cause}")]
    private partial void LogDnstapLost(string destination, string cause);

    [LoggerMessage(EventName = "draining", Level = LogLevel.Information,
        Message = "Draining for {Time}")]
    private partial void LogDraining(TimeSpan time);

    [LoggerMessage(EventName = "handing-over", Level = LogLevel.Information,
        Message = "Leaving the sockets to the next process")]
    private partial void LogHandingOver();

    [LoggerMessage(EventName = "stopped", Level = LogLevel.Information,
        Message = "Stopped")]
    private partial void LogStopped();

    [LoggerMessage(EventName = "reload-problem", Level = LogLevel.Warning,
        Message = "Reload: {Cause}")]
    private partial void LogReloadProblem(string cause);

    [LoggerMessage(EventName = "zone-changed", Level = LogLevel.Information,
        Message = "Zone {Zone}: {Change}, serial {Serial}")]
    private partial void LogChange(string zone, ZoneChange change, uint? serial);

    [LoggerMessage(EventName = "zone-broken", Level = LogLevel.Error,
        Message = "Zone {Zone} is broken: {Change}; {Cause}")]
    private partial void LogBroken(string zone, ZoneChange change, IReadOnlyList<string> cause);

    [LoggerMessage(EventName = "reloaded", Level = LogLevel.Information,
        Message = "Reload: {Changed} zones changed, {Broken} broken, {Unchanged} unchanged")]
    private partial void LogReloaded(int changed, int broken, int unchanged);
}
