using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>What is answered from in place of a zone that is signed here.</summary>
/// <param name="Unsigned">The serial of the zone as it came.</param>
/// <param name="SignedAt">When it was made.</param>
/// <param name="FirstEnd">When the first of all its signatures ends.</param>
internal sealed record SignedVersion(CompiledZone Zone, Serial Unsigned, DateTimeOffset SignedAt, DateTimeOffset FirstEnd);
