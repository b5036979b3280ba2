namespace ReverseDns.App.Rssac002;

/// <summary>A version of a zone that has been served.</summary>
/// <param name="Seconds">From when it was known of to when it was answered from; null: that is not known.</param>
/// <param name="Octets">What a transfer of all of it takes.</param>
internal sealed record ZoneVersion(string Zone, uint Serial, long? Seconds, long Octets);
