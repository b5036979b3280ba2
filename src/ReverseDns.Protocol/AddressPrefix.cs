namespace ReverseDns.Protocol;

/// <summary>
/// An IPv4 or IPv6 prefix with no bit set behind its length; a single address is the prefix of full length.
/// The order is by family, first address, then length, so that a prefix stands before those inside it.
/// </summary>
public readonly record struct AddressPrefix : IComparable<AddressPrefix>
{
    private readonly byte _length;

    private AddressPrefix(UInt128 first, int length, bool isIPv6)
    {
        First = first;
        _length = (byte)length;
        IsIPv6 = isIPv6;
    }

    /// <summary>The whole IPv4 address space, which is also the default value.</summary>
    public static AddressPrefix AllIPv4 => default;

    /// <summary>The whole IPv6 address space.</summary>
    public static AddressPrefix AllIPv6 => new(0, 0, isIPv6: true);

    /// <summary>The first address as a number; an IPv4 address uses the low 32 bits.</summary>
    public UInt128 First { get; }

    public bool IsIPv6 { get; }

    public int Length => _length;

    /// <summary>Bits of an address of this family: 32 or 128.</summary>
    public int Width => IsIPv6 ? 128 : 32;

    public UInt128 Last => First | HostMask(Length, Width);

    /// <summary>The prefix one bit shorter; the whole address space is its own parent.</summary>
    public AddressPrefix Parent => Length == 0 ? this : Containing(First, Length - 1, IsIPv6);

    /// <summary>The prefix of this length that holds the address; bits behind the length are cleared.</summary>
    public static AddressPrefix Containing(UInt128 address, int length, bool isIPv6)
    {
        int width = isIPv6 ? 128 : 32;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, width);
        if (!isIPv6)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(address, uint.MaxValue);
        }

        return new AddressPrefix(address & ~HostMask(length, width), length, isIPv6);
    }

    /// <summary>True for itself too; never across families.</summary>
    public bool Contains(AddressPrefix other) =>
        IsIPv6 == other.IsIPv6 && Length <= other.Length && First <= other.First && other.Last <= Last;

    public bool Overlaps(AddressPrefix other) => Contains(other) || other.Contains(this);

    /// <summary>The prefix of a shorter (or the same) length around this one.</summary>
    public AddressPrefix Shorten(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        return Containing(First, length, IsIPv6);
    }

    /// <summary>All prefixes of a longer (or the same) length inside this one, in order.</summary>
    public IEnumerable<AddressPrefix> Split(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Width);
        return Pieces(First, Last, length, IsIPv6);
    }

    /// <summary>"192.0.2.0/24", "2001:db8::/32", or a lone address.</summary>
    public static AddressPrefix Parse(string text) =>
        TryParse(text, out AddressPrefix prefix)
            ? prefix
            : throw new FormatException($"'{text}' is not an address prefix");

    /// <summary>False also for a prefix with bits set behind its length, such as 192.0.2.1/24.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPrefix prefix)
    {
        int slash = text.IndexOf('/');
        ReadOnlySpan<char> addressText = slash < 0 ? text : text[..slash];
        prefix = default;
        if (!AddressNotation.TryParse(addressText, out UInt128 address, out bool isIPv6))
        {
            return false;
        }

        int width = isIPv6 ? 128 : 32;
        int length = width;
        if (slash >= 0 && !AddressNotation.TryParseNumber(text[(slash + 1)..], width, out length))
        {
            return false;
        }

        prefix = Containing(address, length, isIPv6);
        return prefix.First == address;
    }

    public int CompareTo(AddressPrefix other)
    {
        int order = IsIPv6.CompareTo(other.IsIPv6);
        order = order != 0 ? order : First.CompareTo(other.First);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    /// <summary>The first address alone, without the length.</summary>
    public string FirstToString() => AddressNotation.ToString(First, IsIPv6);

    public override string ToString() => $"{FirstToString()}/{Length}";

    public static bool operator <(AddressPrefix left, AddressPrefix right) => left.CompareTo(right) < 0;

    public static bool operator <=(AddressPrefix left, AddressPrefix right) => left.CompareTo(right) <= 0;

    public static bool operator >(AddressPrefix left, AddressPrefix right) => left.CompareTo(right) > 0;

    public static bool operator >=(AddressPrefix left, AddressPrefix right) => left.CompareTo(right) >= 0;

    private static UInt128 HostMask(int length, int width) =>
        length == width ? UInt128.Zero : UInt128.MaxValue >> (128 - (width - length));

    private static IEnumerable<AddressPrefix> Pieces(UInt128 first, UInt128 last, int length, bool isIPv6)
    {
        for (UInt128 next = first; ;)
        {
            AddressPrefix piece = Containing(next, length, isIPv6);
            yield return piece;
            if (piece.Last == last)
            {
                yield break;
            }

            next = piece.Last + 1;
        }
    }
}
