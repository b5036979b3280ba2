namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>Beside crashes between the writing of key files, of the state and of the zone, of which there are many.</summary>
internal enum SimulatedFault
{
    /// <summary>Key files lost, or the HSM gone, for two days.</summary>
    NoKeys,

    /// <summary>Nothing can be written for up to four days.</summary>
    DiskFull,

    /// <summary>A year ahead or behind, for up to four days.</summary>
    WrongClock,

    /// <summary>Up to a hundred days.</summary>
    Downtime,

    /// <summary>An operator takes a key out of use in an emergency.</summary>
    Emergency,
}
