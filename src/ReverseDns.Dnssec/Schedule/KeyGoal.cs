namespace ReverseDns.Dnssec;

/// <summary>Where a key is to get to. Getting there takes as long as caches may hold what contradicts it.</summary>
public enum KeyGoal
{
    /// <summary>Published, and not used: the next roll, emergencies above all, starts with it.</summary>
    Standby,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Out of use, and out of the zone.</summary>
    Retired,
}
