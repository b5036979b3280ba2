using ReverseDns.Protocol;

namespace ReverseDns.App.Signing;

/// <summary>A version of a zone as it came, of which a signed one was made.</summary>
/// <param name="Version">Its name (<see cref="Serving.LoadedZone.Version"/>).</param>
internal sealed record UnsignedVersion(UInt128 Version, Serial Serial);
