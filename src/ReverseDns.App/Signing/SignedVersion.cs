using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>What is answered from in place of a zone that is signed here.</summary>
/// <param name="Stored">As it is on the disk.</param>
/// <param name="SignedAt">When a signature of it was made last, or has been looked at.</param>
/// <param name="FirstEnd">When the first of all its signatures ends, or before that; null: not known yet.</param>
internal sealed record SignedVersion(LoadedZone Stored, DateTimeOffset SignedAt, DateTimeOffset? FirstEnd)
{
    public CompiledZone Zone => Stored.Zone!;

    /// <summary>The serial of the zone as it came; null when that is not known.</summary>
    public Serial? Unsigned => Stored.SignedOf?.Serial;

    public bool IsOf(LoadedZone unsigned) => Stored.SignedOf?.Version == unsigned.Version;
}
