using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>A signed zone with one PTR record, and names for all other addresses of its block.</summary>
internal static class SmallZone
{
    public const string Origin = "2.0.192.in-addr.arpa.";

    public static CompiledZones Compile(IOnlineSigner? signer, OnlineSignatures signatures)
    {
        var origin = DomainName.Parse(Origin);
        byte[] server = DomainName.Parse("ns.elsewhere.example.").Wire.ToArray();
        ResourceRecord[] held =
        [
            new(origin, RecordType.SOA, RecordClass.IN, 3_600, (byte[])[.. server, .. server, .. new byte[19], 200]),
            new(origin, RecordType.NS, RecordClass.IN, 3_600, server),
            new(DomainName.Parse($"1.{Origin}"), RecordType.PTR, RecordClass.IN, 3_600, server),
        ];
        return new CompiledZones(
            [new ReferenceZone(origin, ToySigner.Sign(origin, held, Signing.Nsec))],
            _ => new ZoneSynthesis([SynthesisRules.Rule(Origin, "192.0.2.0/24", "{address}.dyn.ixp.example.")], signer),
            signatures);
    }

    /// <summary>Of an address other than the one with a record.</summary>
    public static Question Pointer(int address) => new(
        DomainName.Parse($"{address + 2}.{Origin}"), RecordType.PTR, Edns: true, DnssecOk: true, 1_232);
}
