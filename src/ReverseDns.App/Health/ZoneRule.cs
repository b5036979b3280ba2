using ReverseDns.App.Control;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Health;

/// <summary>What is wrong with one zone, of those things that say whether clients are to be sent here.</summary>
internal static class ZoneRule
{
    /// <summary>An answer on its way would come too late.</summary>
    private const int LeastSeconds = 10;

    public static IEnumerable<Reason> ReasonsOf(ZoneStatus zone, HealthOptions options, DateTimeOffset now)
    {
        if (KindOf(zone) is { } kind)
        {
            yield return new Reason(kind, $"{zone.Zone} {zone.Reason}");
        }

        if (zone is { IsServed: true, SignaturesEnd: { } end } && (end - now < options.SignatureMargin || end - now <= options.SignatureLeast))
        {
            yield return new Reason(
                end - now <= options.SignatureLeast ? ReasonKind.SignatureEnded : ReasonKind.SignatureNearEnd, $"{zone.Zone} has a signature that ends {end:u}");
        }

        if (zone.State != ZoneState.Stuck && zone.Secondary is { LagSeconds: { } lag } secondary && TimeSpan.FromSeconds(lag) > options.LagLimit)
        {
            yield return new Reason(ReasonKind.ZoneLag, $"{zone.Zone} is answered with serial {zone.Serial}, and {secondary.OfferedSerial} has been known of for {lag} s");
        }
    }

    private static ReasonKind? KindOf(ZoneStatus zone) => zone.State switch
    {
        ZoneState.Good or ZoneState.Unchecked or ZoneState.Behind or ZoneState.Failing => null,
        ZoneState.Alarm => ReasonKind.ZoneAlarm,
        ZoneState.Refused => ReasonKind.ZoneRefused,
        ZoneState.Stuck => ReasonKind.ZoneLag,
        ZoneState.Expiring => zone.Secondary?.SecondsToExpiry <= LeastSeconds ? ReasonKind.ZoneExpired : ReasonKind.ZoneNearExpiry,
        ZoneState.Expired => ReasonKind.ZoneExpired,
        ZoneState.Missing => ReasonKind.ZoneMissing,
        _ => ReasonKind.ZoneBroken,
    };
}
