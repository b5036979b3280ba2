namespace ReverseDns.Dnssec;

/// <summary>Two settings that cannot both be meant.</summary>
/// <param name="Setting">The one that an operator would look at first, by its name in the configuration.</param>
public sealed record PolicyFault(string Setting, string Reason);
