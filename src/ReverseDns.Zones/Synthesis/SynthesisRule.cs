using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// The records that a zone has for every address of a prefix without holding them (RFC 8501, section 2.5): in a reverse
/// zone the PTR, whose target the template makes; in any other the A or AAAA of the names that the template makes.
/// </summary>
public sealed unsafe class SynthesisRule
{
    /// <summary>Of in-addr.arpa and of ip6.arpa.</summary>
    private const int TreeLabels = 2;

    private readonly AddressPrefix _prefix;
    private readonly NameTemplate _template;
    private readonly bool _isReverse;

    private SynthesisRule(DomainName zone, AddressPrefix prefix, NameTemplate template, uint ttl, bool isReverse)
    {
        Zone = zone;
        _prefix = prefix;
        _template = template;
        _isReverse = isReverse;
        Ttl = ttl;
        Type = isReverse ? RecordType.PTR : prefix.IsIPv6 ? RecordType.AAAA : RecordType.A;
    }

    public DomainName Zone { get; }

    /// <summary>Of the records made.</summary>
    public RecordType Type { get; }

    public uint Ttl { get; }

    internal AddressPrefix Prefix => _prefix;

    internal NameTemplate Template => _template;

    internal bool IsReverse => _isReverse;

    /// <param name="whyNot">The prefix is not of this reverse zone, or the names are not of this zone or too long.</param>
    public static bool TryCreate(
        DomainName zone,
        AddressPrefix prefix,
        NameTemplate template,
        uint ttl,
        [NotNullWhen(true)] out SynthesisRule? rule,
        [NotNullWhen(false)] out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(template);
        bool isReverse = zone.IsAtOrBelow(ReverseName.Ip6Arpa) || zone.IsAtOrBelow(ReverseName.InAddrArpa);
        bool isWhole = ReverseName.TryParse(zone, out AddressPrefix zonePrefix);
        whyNot = isReverse && !isWhole ? $"{zone} is not a zone of whole octets or nibbles"
            : isReverse && !zonePrefix.Contains(prefix) ? $"{prefix} does not lie in zone {zone}"
            : !isReverse && !template.Parent.IsAtOrBelow(zone) ? $"names in {template.Parent} do not lie in zone {zone}"
            : !template.Fits(prefix.IsIPv6) ? $"names in {template.Parent} with their address are too long"
            : null;
        rule = whyNot is null ? new SynthesisRule(zone, prefix, template, ttl, isReverse) : null;
        return rule is not null;
    }

    /// <summary>True when both could make the same name in the same zone.</summary>
    public bool Overlaps(SynthesisRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool sameNames = _isReverse
            || (_template.Parent == other._template.Parent && _template.Before.SequenceEqual(other._template.Before));
        return Zone == other.Zone && sameNames && _prefix.Overlaps(other._prefix);
    }

    /// <summary>What the suffix of a name is that starts at a label at or above the zone's first.</summary>
    internal SynthesizedName Find(QueryName* name, int label, out UInt128 address) =>
        _isReverse ? FindReverse(name, label, out address) : FindForward(name, label, out address);

    /// <summary>Returns the octets written, at most <see cref="WireName.MaxLength"/>.</summary>
    internal int WriteRdata(UInt128 address, Span<byte> rdata)
    {
        switch (Type)
        {
            case RecordType.A:
                BinaryPrimitives.WriteUInt32BigEndian(rdata, (uint)address);
                return sizeof(uint);
            case RecordType.AAAA:
                BinaryPrimitives.WriteUInt128BigEndian(rdata, address);
                return 16;
            default:
                return _template.Write(address, _prefix.IsIPv6, rdata);
        }
    }

    private SynthesizedName FindReverse(QueryName* name, int label, out UInt128 address)
    {
        int bits = _prefix.IsIPv6 ? 4 : 8;
        int labels = name->Labels - TreeLabels - label;
        int known = labels * bits;
        address = 0;
        if (known > _prefix.Width)
        {
            return SynthesizedName.None;
        }

        for (int at = name->Labels - TreeLabels - 1; at >= label; at--)
        {
            byte* text = name->Lower + name->Offsets[at];
            var digits = new ReadOnlySpan<byte>(text + 1, *text);
            uint value = 0;
            bool isPart = _prefix.IsIPv6
                ? digits.Length == 1 && AddressLabel.TryReadNibble(digits[0], out value)
                : AddressLabel.TryReadOctet(digits, out value);
            if (!isPart)
            {
                return SynthesizedName.None;
            }

            address = (address << bits) | value;
        }

        address <<= _prefix.Width - known;
        bool isInside = address >= _prefix.First && address <= _prefix.Last;
        bool isAround = known <= _prefix.Length && AddressPrefix.Containing(_prefix.First, known, _prefix.IsIPv6).First == address;
        return isInside && known == _prefix.Width ? SynthesizedName.Record
            : isInside || isAround ? SynthesizedName.EmptyNonTerminal
            : SynthesizedName.None;
    }

    private SynthesizedName FindForward(QueryName* name, int label, out UInt128 address)
    {
        address = 0;
        int above = _template.Parent.LabelCount;
        int labels = name->Labels - label;
        if (labels > above + 1)
        {
            return SynthesizedName.None;
        }

        if (labels <= above)
        {
            ReadOnlySpan<byte> ancestor = WireName.Skip(_template.Parent.Wire, above - labels);
            return Suffix(name, label).SequenceEqual(ancestor) ? SynthesizedName.EmptyNonTerminal : SynthesizedName.None;
        }

        ReadOnlySpan<byte> first = Suffix(name, label);
        return first[(first[0] + 1)..].SequenceEqual(_template.Parent.Wire)
            && _template.TryRead(first.Slice(1, first[0]), _prefix.IsIPv6, out address)
            && address >= _prefix.First && address <= _prefix.Last
            ? SynthesizedName.Record
            : SynthesizedName.None;
    }

    private static ReadOnlySpan<byte> Suffix(QueryName* name, int label) =>
        new(name->Lower + name->Offsets[label], name->Length - name->Offsets[label]);
}
