using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>What a run of the schedule came to.</summary>
/// <param name="Missing">Kinds of keys to be made before the schedule can go on.</param>
/// <param name="Alarms">What an operator has to see to, in words.</param>
/// <param name="NextRun">The latest that the schedule has to run again.</param>
public sealed record KeyScheduleResult(
    ZoneKeyState State, ImmutableArray<KeyRole> Missing, ImmutableArray<string> Alarms, TimeSpan NextRun);
