using System.Diagnostics.CodeAnalysis;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Makes a name of an address and an address of a name: "host-{address}.dyn.ixp.example". The address stands once, in the
/// first label, with dashes: 192-0-2-17, or 2001-0db8-0000-0000-0000-0000-0000-0001.
/// </summary>
public sealed class NameTemplate
{
    private const string Placeholder = "{address}";

    /// <summary>Names of that length leave room for what lies right behind them in canonical order.</summary>
    private const int MaxNameLength = 253;

    private readonly byte[] _before;
    private readonly byte[] _after;

    private NameTemplate(string before, string after, DomainName parent)
    {
        _before = Encoding.ASCII.GetBytes(before);
        _after = Encoding.ASCII.GetBytes(after);
        Parent = parent;
    }

    /// <summary>All but the first label, in lower case.</summary>
    public DomainName Parent { get; }

    /// <summary>What stands in the label before the address.</summary>
    internal ReadOnlySpan<byte> Before => _before;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out NameTemplate? template, [NotNullWhen(false)] out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(text);
        template = null;
        whyNot = null;
        string lower = text.ToLowerInvariant();
        int dot = lower.IndexOf('.', StringComparison.Ordinal);
        string first = dot < 0 ? lower : lower[..dot];
        string[] parts = first.Split(Placeholder);
        if (parts.Length != 2 || lower.LastIndexOf(Placeholder, StringComparison.Ordinal) > first.Length)
        {
            whyNot = $"'{text}' must have {Placeholder} once, in its first label";
        }
        else if (!parts.All(part => part.All(IsOfHostName)))
        {
            whyNot = $"'{text}': beside {Placeholder} the first label may have letters, digits and '-'";
        }
        else if (parts[0].StartsWith('-') || parts[1].EndsWith('-'))
        {
            whyNot = $"'{text}': host names neither begin nor end with '-'";
        }
        else if (dot < 0 || !DomainName.TryParse(lower[(dot + 1)..], out DomainName parent))
        {
            whyNot = $"'{text}': what follows the first label is not a domain name";
        }
        else
        {
            template = new NameTemplate(parts[0], parts[1], parent);
        }

        return template is not null;
    }

    /// <summary>False when names would be too long for a label or a name.</summary>
    public bool Fits(bool isIPv6)
    {
        int label = _before.Length + AddressLabel.MaxLength(isIPv6) + _after.Length;
        return label <= WireName.MaxLabelLength && 1 + label + Parent.Wire.Length <= MaxNameLength;
    }

    /// <summary>Writes the name in wire form; returns its length.</summary>
    internal int Write(UInt128 address, bool isIPv6, Span<byte> wire)
    {
        int length = 1;
        _before.CopyTo(wire[length..]);
        length += _before.Length;
        length += AddressLabel.Write(address, isIPv6, wire[length..]);
        _after.CopyTo(wire[length..]);
        length += _after.Length;
        wire[0] = (byte)(length - 1);
        Parent.Wire.CopyTo(wire[length..]);
        return length + Parent.Wire.Length;
    }

    /// <summary>Reads the address out of a first label; false for every label that <see cref="Write"/> does not write.</summary>
    /// <param name="label">Without its length, in lower case.</param>
    internal bool TryRead(ReadOnlySpan<byte> label, bool isIPv6, out UInt128 address)
    {
        address = 0;
        return label.Length > _before.Length + _after.Length
            && label.StartsWith(_before) && label.EndsWith(_after)
            && AddressLabel.TryRead(label[_before.Length..^_after.Length], isIPv6, out address);
    }

    private static bool IsOfHostName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';
}
