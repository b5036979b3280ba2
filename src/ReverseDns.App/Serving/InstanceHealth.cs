using System.Globalization;
using ReverseDns.App.Control;

namespace ReverseDns.App.Serving;

/// <summary>Whether an instance is healthy. From any thread.</summary>
internal sealed class InstanceHealth(ZoneStates states, InstanceTransfers transfers)
{
    private const int MostShown = 100;

    /// <summary>Why it is not, as far as anybody reads it; empty when it is.</summary>
    public IReadOnlyList<string> Reasons
    {
        get
        {
            string[] all = [.. ReasonsOf(states.All)];
            return all.Length <= MostShown
                ? all
                : [.. all.Take(MostShown), string.Create(CultureInfo.InvariantCulture, $"and {all.Length - MostShown:N0} more: see 'rdns ctl zone'")];
        }
    }

    /// <summary>Beside what zones are a reason.</summary>
    public bool IsHealthyButForZones => transfers.TimerError is null;

    public static bool IsReason(ZoneStatus zone) => zone.State >= ZoneState.Alarm;

    /// <summary>
    /// Zones that are not answered from, will soon not be, or are old; what keeps one from being signed, days before signatures
    /// end; timers that cannot be kept.
    /// </summary>
    private IEnumerable<string> ReasonsOf(IEnumerable<ZoneStatus> zones) =>
    [
        .. transfers.TimerError is { } error ? [$"the timers of secondary zones cannot be kept: {error}"] : (string[])[],
        .. zones.Where(IsReason).Select(zone => $"{zone.Zone}{Kind(zone.State)}: {zone.Reason}"),
    ];

    /// <summary>An alarm says for itself what it is.</summary>
    private static string Kind(ZoneState state) => state == ZoneState.Alarm ? "" : $" is {state.ToString().ToLowerInvariant()}";
}
