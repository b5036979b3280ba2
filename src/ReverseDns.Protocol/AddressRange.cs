namespace ReverseDns.Protocol;

/// <summary>
/// Addresses from first to last, both included, of one family: what registries hand out, and not always one prefix.
/// </summary>
public readonly record struct AddressRange
{
    private AddressRange(UInt128 first, UInt128 last, bool isIPv6)
    {
        First = first;
        Last = last;
        IsIPv6 = isIPv6;
    }

    public AddressRange(AddressPrefix prefix)
        : this(prefix.First, prefix.Last, prefix.IsIPv6)
    {
    }

    public UInt128 First { get; }

    public UInt128 Last { get; }

    public bool IsIPv6 { get; }

    /// <summary>False when the range is backwards or leaves the family's address space.</summary>
    public static bool TryCreate(UInt128 first, UInt128 last, bool isIPv6, out AddressRange range)
    {
        bool valid = first <= last && (isIPv6 || last <= uint.MaxValue);
        range = valid ? new AddressRange(first, last, isIPv6) : default;
        return valid;
    }

    /// <summary>A prefix, a lone address, or "first - last" with or without spaces around the dash.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressRange range)
    {
        int dash = text.IndexOf('-');
        if (dash < 0)
        {
            bool valid = AddressPrefix.TryParse(text.Trim(), out AddressPrefix prefix);
            range = valid ? new AddressRange(prefix) : default;
            return valid;
        }

        range = default;
        return AddressNotation.TryParse(text[..dash].Trim(), out UInt128 first, out bool isIPv6)
            && AddressNotation.TryParse(text[(dash + 1)..].Trim(), out UInt128 last, out bool lastIsIPv6)
            && isIPv6 == lastIsIPv6
            && TryCreate(first, last, isIPv6, out range);
    }

    public bool Contains(AddressRange other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    public bool Overlaps(AddressRange other) => IsIPv6 == other.IsIPv6 && First <= other.Last && other.First <= Last;

    /// <summary>The one prefix this range is, if it is one.</summary>
    public bool TryGetPrefix(out AddressPrefix prefix)
    {
        prefix = LargestAt(First);
        return prefix.Last == Last;
    }

    /// <summary>The least number of prefixes that cover exactly this range, in order.</summary>
    public IEnumerable<AddressPrefix> ToPrefixes()
    {
        UInt128 next = First;
        while (true)
        {
            AddressPrefix prefix = LargestAt(next);
            yield return prefix;
            if (prefix.Last == Last)
            {
                yield break;
            }

            next = prefix.Last + 1;
        }
    }

    public override string ToString() =>
        TryGetPrefix(out AddressPrefix prefix)
            ? prefix.ToString()
            : $"{AddressNotation.ToString(First, IsIPv6)} - {AddressNotation.ToString(Last, IsIPv6)}";

    /// <summary>The shortest prefix that starts at the address and does not pass the end.</summary>
    private AddressPrefix LargestAt(UInt128 first)
    {
        int width = IsIPv6 ? 128 : 32;
        int freeBits = Math.Min(width, (int)UInt128.TrailingZeroCount(first));
        var prefix = AddressPrefix.Containing(first, width - freeBits, IsIPv6);
        while (prefix.Last > Last)
        {
            prefix = AddressPrefix.Containing(first, prefix.Length + 1, IsIPv6);
        }

        return prefix;
    }
}
