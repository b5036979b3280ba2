namespace ReverseDns.Dnssec;

/// <summary>What a run of the schedule sees of the world.</summary>
/// <param name="Now">The wall clock; it decides when a key is old, and nothing that caches depend on.</param>
/// <param name="Elapsed">The time that has passed for certain since the run before.</param>
/// <param name="Available">The keys whose private half is at hand.</param>
/// <param name="Spares">Keys at hand that have never been used, with what they can be used for.</param>
/// <param name="Served">The zone as it is served; null: it is not.</param>
/// <param name="Parent">What the parent's servers say; null: nobody asked, or none answered.</param>
public sealed record KeyObservation(
    DateTimeOffset Now,
    TimeSpan Elapsed,
    KeySet Available,
    IReadOnlyList<ManagedKey> Spares,
    ServedKeys? Served,
    ParentKeys? Parent);
