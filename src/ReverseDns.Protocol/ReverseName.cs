namespace ReverseDns.Protocol;

/// <summary>
/// Address blocks as names of the reverse tree: octets below in-addr.arpa (RFC 1035, section 3.5), nibbles below
/// ip6.arpa (RFC 3596, section 2.5), and RFC 2317 children for blocks inside an IPv4 /24.
/// </summary>
public static class ReverseName
{
    public static readonly DomainName InAddrArpa = DomainName.Parse("in-addr.arpa.");
    public static readonly DomainName Ip6Arpa = DomainName.Parse("ip6.arpa.");

    private const int ClasslessBorder = 24;

    /// <summary>The name of a block that ends on a label border, or that lies inside one IPv4 /24.</summary>
    /// <exception cref="ArgumentException">The prefix has no name of its own: <see cref="Expand"/> it first.</exception>
    public static DomainName FromPrefix(AddressPrefix prefix, ClasslessStyle style = ClasslessStyle.FirstLength)
    {
        if (prefix.Length % BitsPerLabel(prefix.IsIPv6) == 0)
        {
            return FromLabels(prefix);
        }

        return !prefix.IsIPv6 && prefix.Length > ClasslessBorder
            ? FromRange(new AddressRange(prefix), style)
            : throw new ArgumentException($"{prefix} does not end on a label border", nameof(prefix));
    }

    /// <summary>The RFC 2317 child of a block inside one IPv4 /24, which need not be one prefix in first-last style.</summary>
    public static DomainName FromRange(AddressRange range, ClasslessStyle style)
    {
        if (range.IsIPv6 || range.First >> 8 != range.Last >> 8)
        {
            throw new ArgumentException($"{range} does not lie inside one IPv4 /24", nameof(range));
        }

        string label = ClasslessLabel.ToString((int)(range.First & 0xFF), (int)(range.Last & 0xFF), style);
        DomainName parent = FromLabels(AddressPrefix.Containing(range.First, ClasslessBorder, isIPv6: false));
        return DomainName.FromWire([(byte)label.Length, .. Encoding.ASCII.GetBytes(label), .. parent.Wire]);
    }

    /// <summary>Reads a name of whole octets or nibbles, from the tree's root to a single address.</summary>
    public static bool TryParse(DomainName name, out AddressPrefix prefix)
    {
        bool isIPv6 = name.IsAtOrBelow(Ip6Arpa);
        prefix = default;
        if (!isIPv6 && !name.IsAtOrBelow(InAddrArpa))
        {
            return false;
        }

        int labels = name.LabelCount - 2;
        int bits = BitsPerLabel(isIPv6);
        int width = isIPv6 ? 128 : 32;
        if (labels * bits > width)
        {
            return false;
        }

        UInt128 address = 0;
        ReadOnlySpan<byte> rest = name.Wire;
        for (int i = 0; i < labels; i++)
        {
            if (!TryReadLabel(rest.Slice(1, rest[0]), isIPv6, out int value))
            {
                return false;
            }

            address |= (UInt128)(uint)value << (width - ((labels - i) * bits));
            rest = rest[(rest[0] + 1)..];
        }

        prefix = AddressPrefix.Containing(address, labels * bits, isIPv6);
        return true;
    }

    /// <summary>Reads a name of whole labels, or of an RFC 2317 child below three octets.</summary>
    /// <param name="style">The only reading of a classless label; null applies the rule of <see cref="ClasslessLabel"/>.</param>
    public static bool TryParseRange(DomainName name, ClasslessStyle? style, out AddressRange range)
    {
        if (TryParse(name, out AddressPrefix prefix))
        {
            range = new AddressRange(prefix);
            return true;
        }

        range = default;
        return TryParse(name.Parent, out AddressPrefix parent)
            && parent is { IsIPv6: false, Length: ClasslessBorder }
            && ClasslessLabel.TryParse(name.Wire.Slice(1, name.Wire[0]), style, out int first, out int last)
            && AddressRange.TryCreate(parent.First + (uint)first, parent.First + (uint)last, isIPv6: false, out range);
    }

    /// <summary>
    /// The least number of blocks that cover exactly this prefix and have a name each: the next label border up,
    /// or the prefix itself where it lies inside an IPv4 /24 and RFC 2317 names it.
    /// </summary>
    public static IEnumerable<AddressPrefix> Expand(AddressPrefix prefix)
    {
        bool isClassless = !prefix.IsIPv6 && prefix.Length > ClasslessBorder;
        int bits = BitsPerLabel(prefix.IsIPv6);
        return prefix.Split(isClassless ? prefix.Length : (prefix.Length + bits - 1) / bits * bits);
    }

    private static int BitsPerLabel(bool isIPv6) => isIPv6 ? 4 : 8;

    private static DomainName FromLabels(AddressPrefix prefix)
    {
        Span<byte> wire = stackalloc byte[WireName.MaxLength];
        int bits = BitsPerLabel(prefix.IsIPv6);
        int length = 0;
        for (int end = prefix.Length; end > 0; end -= bits)
        {
            int value = (int)((prefix.First >> (prefix.Width - end)) & ((1u << bits) - 1));
            value.TryFormat(
                wire[(length + 1)..], out int digits, prefix.IsIPv6 ? "x" : "", CultureInfo.InvariantCulture);
            wire[length] = (byte)digits;
            length += digits + 1;
        }

        DomainName root = prefix.IsIPv6 ? Ip6Arpa : InAddrArpa;
        root.Wire.CopyTo(wire[length..]);
        return DomainName.FromWire(wire[..(length + root.Wire.Length)]);
    }

    private static bool TryReadLabel(ReadOnlySpan<byte> label, bool isIPv6, out int value)
    {
        value = 0;
        if (label.Length > 3)
        {
            return false;
        }

        Span<char> text = stackalloc char[3];
        ReadOnlySpan<char> digits = text[..Encoding.Latin1.GetChars(label, text)];
        if (!isIPv6)
        {
            return AddressNotation.TryParseNumber(digits, byte.MaxValue, out value);
        }

        bool valid = digits.Length == 1 && char.IsAsciiHexDigit(digits[0]);
        value = valid ? Convert.ToInt32(digits.ToString(), 16) : 0;
        return valid;
    }
}
