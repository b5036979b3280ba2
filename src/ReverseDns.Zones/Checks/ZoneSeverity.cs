namespace ReverseDns.Zones;

/// <summary>What a diagnostic means for the zone: an error keeps it from being loaded, a warning does not.</summary>
public enum ZoneSeverity
{
    Warning,
    Error,
}
