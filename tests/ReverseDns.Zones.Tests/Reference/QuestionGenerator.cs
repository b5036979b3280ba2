using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Asks for names that are there, above, below and beside them, in mixed case, for every kind of type.</summary>
public sealed class QuestionGenerator(Dice dice, ZoneGenerator names, IReadOnlyList<ReferenceZone> zones)
{
    private static readonly RecordType[] Types =
    [
        RecordType.A, RecordType.A, RecordType.AAAA, RecordType.NS, RecordType.DS, RecordType.DS, RecordType.SOA,
        RecordType.CNAME, RecordType.DNAME, RecordType.TXT, RecordType.MX, RecordType.PTR, RecordType.SRV, RecordType.ANY,
        RecordType.RRSIG, RecordType.NSEC, RecordType.NSEC3, RecordType.NSEC3PARAM, RecordType.DNSKEY,
        ZoneGenerator.UnknownType, ZoneGenerator.UnknownType + 1,
    ];

    private static readonly int[] Sizes = [512, 512, 1232, 4096, 65535];

    public Question Next()
    {
        ReferenceZone zone = dice.Pick(zones);
        ResourceRecord record = dice.Pick(zone.Records);
        RecordType type = dice.OneIn(2) ? record.Type : dice.Pick(Types);
        bool edns = !dice.OneIn(3);
        int size = edns ? dice.Pick(Sizes) : dice.OneIn(4) ? Sizes[^1] : Sizes[0];
        return new Question(MixCase(NextName(zone, record)), type, edns, edns && dice.OneIn(2), size);
    }

    private DomainName NextName(ReferenceZone zone, ResourceRecord record) => dice.Throw(12) switch
    {
        0 or 1 => names.NameBelow(record.Owner),
        2 => names.NameBelow(names.NameBelow(record.Owner)),
        3 => names.NameBelow(record.Owner.Parent),
        4 => record.Owner.Parent,
        5 or 6 => names.NameIn(zone.Origin),
        7 => names.NameIn(DomainName.Parse("elsewhere.test")),
        _ => record.Owner,
    };

    private DomainName MixCase(DomainName name)
    {
        if (!dice.OneIn(3))
        {
            return name;
        }

        byte[] mixed = name.ToLower().Wire.ToArray();
        for (int i = 0; i < mixed.Length; i++)
        {
            mixed[i] -= (byte)(mixed[i] is >= (byte)'a' and <= (byte)'z' && dice.OneIn(2) ? 'a' - 'A' : 0);
        }

        return DomainName.FromWire(mixed);
    }
}
