using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// The part of a zone, in canonical order, that holds all names which a rule makes: from a name to all that lies below
/// another. What denies any of it must not be given out (RFC 8198 lets resolvers deny by it what the rule makes).
/// </summary>
internal sealed class SynthesisRange
{
    private readonly byte[] _first;
    private readonly byte[] _last;

    private SynthesisRange(DomainName first, DomainName last) =>
        (_first, _last) = (first.ToLower().Wire.ToArray(), last.ToLower().Wire.ToArray());

    public static SynthesisRange Of(SynthesisRule rule) => rule.IsReverse ? OfReverse(rule.Prefix) : OfForward(rule);

    /// <summary>True when something of it lies between a name and another, which is the apex at the end of the zone.</summary>
    public bool IsBetween(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> next, ReadOnlySpan<byte> apex) =>
        (WireName.Equal(next, apex) || WireName.Compare(next, _first) > 0)
        && (WireName.Compare(owner, _last) <= 0 || WireName.IsAtOrBelow(owner, _last));

    /// <summary>The blocks on the next label border; their labels stand in the order of their letters.</summary>
    private static SynthesisRange OfReverse(AddressPrefix prefix)
    {
        int bits = prefix.IsIPv6 ? 4 : 8;
        DomainName[] blocks = [.. prefix.Split((prefix.Length + bits - 1) / bits * bits).Select(block => ReverseName.FromPrefix(block)).Order()];
        return new SynthesisRange(blocks[0], blocks[^1]);
    }

    /// <summary>All labels that begin as those of all addresses do.</summary>
    private static SynthesisRange OfForward(SynthesisRule rule)
    {
        string first = TextOf(rule.Prefix.First, rule);
        string last = TextOf(rule.Prefix.Last, rule);
        int same = 0;
        while (same < first.Length && same < last.Length && first[same] == last[same])
        {
            same++;
        }

        // The digits of a decimal number do not stand in the order of numbers.
        bool isWhole = rule.Prefix.IsIPv6 || rule.Prefix.Length == rule.Prefix.Width;
        same = isWhole ? same : first[..same].LastIndexOf('-') + 1;
        byte[] label = [.. rule.Template.Before, .. Encoding.ASCII.GetBytes(first[..same])];
        DomainName parent = rule.Template.Parent;
        int length = Math.Min(WireName.MaxLabelLength, WireName.MaxLength - parent.Wire.Length - 1);
        byte[] end = [.. label, .. Enumerable.Repeat(byte.MaxValue, length - label.Length)];
        DomainName start = label.Length == 0 ? parent : Below(label, parent);
        return new SynthesisRange(start, Below(end, parent));
    }

    private static string TextOf(UInt128 address, SynthesisRule rule)
    {
        Span<byte> text = stackalloc byte[AddressLabel.IPv6Length];
        return Encoding.ASCII.GetString(text[..AddressLabel.Write(address, rule.Prefix.IsIPv6, text)]);
    }

    private static DomainName Below(byte[] label, DomainName parent) =>
        DomainName.FromWire([(byte)label.Length, .. label, .. parent.Wire]);
}
