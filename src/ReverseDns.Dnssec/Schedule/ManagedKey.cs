namespace ReverseDns.Dnssec;

/// <summary>A key in use, on its way in or on its way out.</summary>
/// <param name="DnsKey">The RDATA, kept here so that a DNSKEY stays published when its file is lost.</param>
/// <param name="Since">When it got its goal, by the wall clock.</param>
/// <param name="SinceClock">The same by <see cref="ZoneKeyState.Clock"/>; null: it came with its goal.</param>
/// <param name="IsUrgent">It is to go as fast as caches allow, without waiting for signatures to be due.</param>
public sealed record ManagedKey(
    KeyName Name, KeyRole Role, KeyGoal Goal, ReadOnlyMemory<byte> DnsKey, DateTimeOffset Since, TimeSpan? SinceClock, bool IsUrgent)
{
    public bool SignsKeys => Role != KeyRole.ZoneSigning;

    public bool SignsZone => Role != KeyRole.KeySigning;
}
