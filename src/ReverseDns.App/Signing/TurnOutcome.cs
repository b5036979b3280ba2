namespace ReverseDns.App.Signing;

/// <param name="Wait">How long the keys can wait; null when something keeps the zone from being signed.</param>
/// <param name="Alarms">What an operator has to see to.</param>
internal readonly record struct TurnOutcome(TimeSpan? Wait, IReadOnlyCollection<string> Alarms);
