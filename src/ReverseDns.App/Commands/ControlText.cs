using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.App.Health;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Commands;

/// <summary>The answers of an instance, for a person.</summary>
internal static class ControlText
{
    private const int ShownZones = 100;

    public static void Write(ControlResponse response, TextWriter output, TextWriter error)
    {
        if (response.Error is { } wrong)
        {
            error.WriteLine(wrong);
        }

        IEnumerable<string> lines = response switch
        {
            { Status: { } status } => Lines(status),
            { Reload: { } reload } => Lines(reload),
            { Zone: { } zone } => ZoneText.Lines(zone),
            { Zones: { } zones } => zones.Select(ZoneText.Row),
            { Drain: { } drain } => [drain],
            { Top: { } top } => TopText.Lines(top),
            { Metrics: { } metrics } => [metrics.TrimEnd('\n')],
            _ => [],
        };
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }

    private static IEnumerable<string> Lines(InstanceStatus status)
    {
        yield return $"rdns {status.Version}, process {status.ProcessId}, since {status.Started:u}";
        yield return $"answering on   {string.Join(", ", status.Addresses)}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"verdict        {status.Verdict.Verdict} since {status.Verdict.Since:u}{(status.Verdict.FloorHeld ? $", by its floor (keep-last: {status.Verdict.KeepLast})" : "")}");
        foreach (ReasonReport reason in status.Verdict.Reasons)
        {
            yield return $"  {reason.Class,-12} {reason.Reason}: {reason.Cause}";
        }

        foreach (string reason in status.Reasons.DefaultIfEmpty("good"))
        {
            yield return $"health         {reason}";
        }

        if (status.Route is { } route)
        {
            yield return route.Guard is { } guard
                ? string.Create(CultureInfo.InvariantCulture, $"route          {guard.State.ToString().ToLowerInvariant()} since {guard.Since:u} ({guard.Cause}), {(guard.Verified ? "verified" : "NOT VERIFIED")}")
                : $"route          NOBODY GUARDS IT: {route.Error}";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"zones          {status.Zones:N0} with {status.Records:N0} records in {status.ZoneBytes:N0} octets");
        foreach (string zone in status.BrokenZones.Take(ShownZones))
        {
            yield return $"broken         {zone} (SERVFAIL)";
        }

        if (status.BrokenZones.Count > ShownZones)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"broken         and {status.BrokenZones.Count - ShownZones:N0} more: see 'rdns ctl zone'");
        }

        if (status.SignaturesEnd is { } end)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"signatures     made here, the first ends {end:u}");
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"requests       {status.Requests.Udp:N0} UDP, {status.Requests.Tcp:N0} TCP, {status.Requests.Tls:N0} TLS, {status.Requests.Silent:N0} left unanswered");
        foreach ((string code, long count) in status.Requests.Responses)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {code,-12} {count:N0}");
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"TCP            {status.Requests.ConnectionsOpen:N0} open of {status.Requests.ConnectionsAccepted:N0} accepted");
        if (status.LastFault is { } fault)
        {
            yield return $"last fault     {fault}";
        }
    }

    private static IEnumerable<string> Lines(ReloadReport reload)
    {
        foreach (string line in reload.Errors)
        {
            yield return line;
        }

        foreach (string line in reload.Notes)
        {
            yield return $"note: {line}";
        }

        foreach (ZoneOutcome zone in reload.Zones)
        {
            yield return zone.Change switch
            {
                ZoneChange.Added => $"{zone.Zone} added, serial {zone.Serial}",
                ZoneChange.Reloaded when zone.Edit is { } edit => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{zone.Zone} reloaded, serial {zone.Serial}: {edit.Added:N0} records added, {edit.Removed:N0} removed"),
                ZoneChange.Reloaded => $"{zone.Zone} reloaded, serial {zone.Serial}: read as a whole",
                ZoneChange.Removed => $"{zone.Zone} removed",
                ZoneChange.Kept => $"{zone.Zone} BROKEN, still answered with serial {zone.Serial}:",
                ZoneChange.LeftOut => $"{zone.Zone} BROKEN, not answered:",
                _ => $"{zone.Zone} {zone.Change}",
            };
            foreach (string line in zone.Errors)
            {
                yield return $"  {line}";
            }
        }

        yield return reload.Errors.Count > 0
            ? "nothing reloaded"
            : string.Create(CultureInfo.InvariantCulture, $"zones: {reload.Changed:N0} changed, {reload.Broken:N0} broken, {reload.Unchanged:N0} unchanged, in {reload.Milliseconds:N0} ms");
    }
}
