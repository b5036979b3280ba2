using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.Protocol;

namespace ReverseDns.App.Serving;

/// <summary>The zones that are signed here, each with its keys and its last signed version. One caller at a time.</summary>
/// <param name="stateFolder">Holds signed versions for the next start; null: the folder of the keys does.</param>
internal sealed class ZoneSigning(DnssecConfiguration dnssec, string? stateFolder, TimeProvider clock, ILogger logger)
{
    private readonly string _folder = Path.Combine(stateFolder ?? dnssec.KeyFolder, "signed");
    private readonly Dictionary<DomainName, SignedZone> _zones = [];

    /// <summary>
    /// Gives a zone the signed version that is to be served: the one it has while that is of these records and has time
    /// left, else a new one; none for zones that are not signed here. What fails is logged, and leaves what was served.
    /// </summary>
    /// <param name="served">The zone as it is in the table now.</param>
    public LoadedZone Sign(LoadedZone zone, LoadedZone? served)
    {
        if (zone.Zone is not { } unsigned || Find(zone.Entry.Origin) is not { } signer)
        {
            return zone;
        }

        SignedVersion? version = signer.Update(unsigned);

        // What leaves the table is disposed, and the unsigned zone stays: as a copy.
        bool leaves = version is not null && served?.Served == unsigned;
        return zone with { Signed = version, Zone = leaves ? signer.Copy(unsigned) : unsigned };
    }

    /// <summary>One that is taken out of the configuration becomes unsigned in its own time.</summary>
    private SignedZone? Find(DomainName origin)
    {
        if (_zones.TryGetValue(origin, out SignedZone? zone))
        {
            return zone;
        }

        // Named by a digest, so that no label can leave the folder.
        string file = Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(origin.ToLower().Wire)) + ".zone");
        bool isSigned = dnssec.Signs(origin);
        if (!isSigned && !File.Exists(file))
        {
            return null;
        }

        zone = new SignedZone(origin, dnssec with { Keys = dnssec.Keys with { IsSigned = isSigned } }, file, clock, logger);
        _zones.Add(origin, zone);
        return zone;
    }
}
