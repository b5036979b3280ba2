namespace ReverseDns.Zones;

/// <summary>An image file that cannot be used, and why.</summary>
public sealed record RefusedImages(string File, ImageOutcome Outcome);
