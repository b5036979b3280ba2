namespace ReverseDns.Registry;

/// <summary>A person's word that what the guard found in this one build is meant. It is recorded.</summary>
public sealed record GuardOverride(string Who, string Why);
