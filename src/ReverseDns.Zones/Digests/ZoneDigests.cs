namespace ReverseDns.Zones;

/// <summary>Digests of a whole zone that its ZONEMD records may give (RFC 8976): scheme SIMPLE, by hash.</summary>
[Flags]
public enum ZoneDigests
{
    None = 0,
    Sha384 = 1,
    Sha512 = 2,
    Both = Sha384 | Sha512,
}
