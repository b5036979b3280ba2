using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>Zones with records around those that rules make, and names to ask for.</summary>
internal static class SynthesisDice
{
    private static readonly string[] OddLabels = ["*", "00", "a", "g", "01", "256", "1-2", "xn--a", "_", "\\000", "0/25", "A"];

    /// <summary>What a zone may have at, above and below the names that are made.</summary>
    public static List<ResourceRecord> Held(Dice dice, DomainName zone, ResourceRecord[] near)
    {
        byte[] server = DomainName.Parse("ns.elsewhere.example.").Wire.ToArray();
        var held = new List<ResourceRecord>
        {
            new(zone, RecordType.SOA, RecordClass.IN, 3_600, (byte[])[.. server, .. server, .. new byte[19], 200]),
            new(zone, RecordType.NS, RecordClass.IN, 3_600, server),
        };
        for (int count = dice.Throw(8); count > 0; count--)
        {
            DomainName owner = NextOwner(dice, zone, near);
            (RecordType type, byte[] rdata) = dice.Throw(5) switch
            {
                0 => (RecordType.PTR, server),
                1 => (RecordType.TXT, [1, (byte)'x']),
                2 => (RecordType.CNAME, dice.Pick(near).Owner.Wire.ToArray()),
                3 => (RecordType.DNAME, server),
                _ => (RecordType.NS, server),
            };
            if (owner != zone && held.TrueForAll(record => record.Owner != owner))
            {
                held.Add(new ResourceRecord(owner, type, RecordClass.IN, 600, rdata));
            }
        }

        return held;
    }

    private static DomainName NextOwner(Dice dice, DomainName zone, ResourceRecord[] near)
    {
        DomainName owner = dice.Pick(near).Owner;
        for (int up = dice.Throw(4) * dice.Throw(6); up > 0 && owner != zone; up--)
        {
            owner = owner.Parent;
        }

        return dice.OneIn(3) ? Below(dice, owner) : owner;
    }

    public static DomainName NextName(Dice dice, ResourceRecord[] near, List<ResourceRecord> held)
    {
        DomainName name = dice.OneIn(4) ? dice.Pick(held).Owner : dice.Pick(near).Owner;
        for (int up = dice.OneIn(2) ? 0 : dice.Throw(name.LabelCount - held[0].Owner.LabelCount + 1); up > 0; up--)
        {
            name = name.Parent;
        }

        for (int down = dice.OneIn(2) ? 0 : dice.Throw(3); down > 0; down--)
        {
            name = Below(dice, name);
        }

        byte[] mixed = name.Wire.ToArray();
        for (int at = 0; dice.OneIn(3) && at < mixed.Length; at++)
        {
            mixed[at] = char.IsAsciiLetterLower((char)mixed[at]) && dice.OneIn(2) ? (byte)(mixed[at] - 0x20) : mixed[at];
        }

        return DomainName.FromWire(mixed);
    }

    private static DomainName Below(Dice dice, DomainName name) =>
        dice.OneIn(2)
            ? DomainName.Parse($"{dice.Pick(OddLabels)}.{name}")
            : DomainName.Parse($"{(dice.OneIn(2) ? "0123456789abcdef"[dice.Throw(16)].ToString() : dice.Throw(260).ToString(CultureInfo.InvariantCulture))}.{name}");
}
