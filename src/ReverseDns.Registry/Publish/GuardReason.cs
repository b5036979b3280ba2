namespace ReverseDns.Registry;

/// <summary>What a build would have to do that looks like an accident.</summary>
public enum GuardReason
{
    DelegationsDisappear,
    NameServersDisappear,
    DelegationSignersDisappear,
    ZoneBecomesEmpty,
    ZoneDisappears,
    OlderSource,
    DamagedSource,
}
