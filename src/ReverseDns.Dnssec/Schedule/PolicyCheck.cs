namespace ReverseDns.Dnssec;

/// <summary>Finds combinations with which signatures run out, or rolls never end, before they do.</summary>
public static class PolicyCheck
{
    public static IEnumerable<PolicyFault> Run(KeyPolicy policy, SigningOptions signing)
    {
        TimeSpan shortest = signing.Validity - signing.Jitter;
        TimeSpan served = policy.LargestTimeToLive + policy.ZonePropagation;
        if (signing.Refresh >= shortest)
        {
            yield return new("refresh", $"with {Text(signing.Refresh)} left a signature is made anew, but it may have only {Text(shortest)} (validity less jitter) from the start");
        }

        if (signing.Refresh <= served)
        {
            yield return new("refresh", $"a signature with {Text(signing.Refresh)} left may still be served and cached for {Text(served)} (max-zone-ttl and zone-propagation)");
        }

        if (policy.DnsKeyTimeToLive > policy.LargestTimeToLive)
        {
            yield return new("dnskey-ttl", $"{Text(policy.DnsKeyTimeToLive)} is more than max-zone-ttl, {Text(policy.LargestTimeToLive)}");
        }

        TimeSpan zoneRoll = ZoneSigningRoll(policy, signing);
        if (policy.ZoneSigningLifetime is TimeSpan zoneSigning && zoneSigning <= zoneRoll)
        {
            yield return new("zsk-lifetime", $"{Text(zoneSigning)} is not longer than a roll, which may take {Text(zoneRoll)}: dnskey-ttl, validity until the last old signature, max-zone-ttl, and zone-propagation twice");
        }

        TimeSpan keyRoll = policy.IsCombined && zoneRoll > KeySigningRoll(policy) ? zoneRoll : KeySigningRoll(policy);
        if (policy.KeySigningLifetime is TimeSpan keySigning && keySigning <= keyRoll)
        {
            yield return new("ksk-lifetime", $"{Text(keySigning)} is not longer than a roll, which takes at least {Text(keyRoll)}: dnskey-ttl, zone-propagation, parent-ttl and parent-propagation");
        }
    }

    /// <param name="expire">Of the zone's SOA: how long a secondary that is cut off goes on answering.</param>
    public static PolicyFault? OfZone(SigningOptions signing, TimeSpan expire) =>
        expire > signing.Validity - signing.Jitter
            ? new("validity", $"the SOA's expire is {Text(expire)}: a secondary that is cut off answers with signatures that have run out after {Text(signing.Validity - signing.Jitter)}")
            : null;

    private static TimeSpan ZoneSigningRoll(KeyPolicy policy, SigningOptions signing) =>
        policy.KeepDnsKeys(TimeSpan.Zero) + signing.Validity + policy.KeepSignatures(TimeSpan.Zero);

    private static TimeSpan KeySigningRoll(KeyPolicy policy) =>
        policy.KeepDnsKeys(TimeSpan.Zero) + policy.KeepDs(TimeSpan.Zero);

    private static string Text(TimeSpan time) =>
        time >= TimeSpan.FromDays(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.##} days")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.##} hours");
}
