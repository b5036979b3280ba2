using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>The records of a master file, read with our reader.</summary>
public static class ZoneRecords
{
    public static ReferenceZone Read(PeerZone zone)
    {
        var records = new List<ResourceRecord>();
        using ZoneContents contents = Contents(zone);
        foreach (RRsetView rrset in contents)
        {
            var owner = DomainName.FromWire(rrset.Owner);
            for (int i = 0; i < rrset.Count; i++)
            {
                records.Add(new ResourceRecord(owner, rrset.Type, RecordClass.IN, rrset.RecordTtl(i), rrset.Rdata(i).ToArray()));
            }
        }

        return new ReferenceZone(zone.Origin, records);
    }

    /// <summary>Owners of NS below the apex.</summary>
    public static IReadOnlyList<DomainName> Cuts(PeerZone zone)
    {
        var cuts = new List<DomainName>();
        using ZoneContents contents = Contents(zone);
        foreach (RRsetView rrset in contents)
        {
            if (rrset.Type == RecordType.NS && rrset.Owner.Length > zone.Origin.Wire.Length)
            {
                cuts.Add(DomainName.FromWire(rrset.Owner));
            }
        }

        return cuts;
    }

    public static ZoneContents Contents(PeerZone zone)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        return ZoneFile.Read(zone.File, zone.Origin, ZoneFileOptions.Default, diagnostics, out _)
            ?? throw new InvalidOperationException($"{zone.Origin} cannot be read: {string.Join('\n', diagnostics)}");
    }
}
