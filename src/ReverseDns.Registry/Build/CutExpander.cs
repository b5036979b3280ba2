namespace ReverseDns.Registry;

/// <summary>Turns a block of addresses into the names at which the plan's rules cut it.</summary>
internal sealed class CutExpander(ZoneIndex zones)
{
    private const int ClassB = 16;
    private const int ClassC = 24;

    public IEnumerable<Cut> Expand(DelegationRequest request)
    {
        if (request.Name is { } name && !IsLacnic(request.Range))
        {
            return [new Cut(name, request.Range, Refusal: null)];
        }

        return Blocks(request.Range).SelectMany(ExpandBlock);
    }

    /// <summary>The range as prefixes; what does not fill an IPv4 /24 stays together, one block for each /24.</summary>
    private static IEnumerable<AddressRange> Blocks(AddressRange range)
    {
        AddressRange? rest = null;
        foreach (AddressPrefix prefix in range.ToPrefixes())
        {
            var block = new AddressRange(prefix);
            bool isInside24 = !prefix.IsIPv6 && prefix.Length > ClassC;
            if (rest is { } open)
            {
                if (isInside24 && open.First >> 8 == block.First >> 8
                    && AddressRange.TryCreate(open.First, block.Last, isIPv6: false, out AddressRange joined))
                {
                    rest = joined;
                    continue;
                }

                yield return open;
                rest = null;
            }

            if (isInside24)
            {
                rest = block;
            }
            else
            {
                yield return block;
            }
        }

        if (rest is { } last)
        {
            yield return last;
        }
    }

    private IEnumerable<Cut> ExpandBlock(AddressRange block)
    {
        AddressPrefix first = block.ToPrefixes().First();
        ZoneSettings settings = zones.SettingsFor(first);
        if (block.IsIPv6 || first.Length <= ClassC)
        {
            bool isShortLacnic = settings.Cuts == CutRule.Lacnic && !block.IsIPv6 && first.Length <= ClassB;
            IEnumerable<AddressPrefix> cuts = isShortLacnic ? first.Split(ClassB) : ReverseName.Expand(first);
            return cuts.Select(cut => new Cut(ReverseName.FromPrefix(cut), new AddressRange(cut), Refusal: null));
        }

        return settings.Cuts switch
        {
            CutRule.Lacnic => [new Cut(default, block, "longer than /24, which this zone's rule does not delegate")],
            CutRule.Ripe => [InsideClassC(block, ClasslessStyle.FirstLast)],
            _ when settings.Labels == ClasslessStyle.FirstLast => [InsideClassC(block, ClasslessStyle.FirstLast)],
            _ => block.ToPrefixes().Select(prefix => InsideClassC(new AddressRange(prefix), settings.Labels)),
        };
    }

    /// <summary>A single address has its own name; more of them get an RFC 2317 child.</summary>
    private static Cut InsideClassC(AddressRange block, ClasslessStyle style)
    {
        DomainName name = block.First == block.Last
            ? ReverseName.FromPrefix(AddressPrefix.Containing(block.First, 32, isIPv6: false))
            : ReverseName.FromRange(block, style);
        return new Cut(name, block, Refusal: null);
    }

    private bool IsLacnic(AddressRange range) =>
        zones.SettingsFor(range.ToPrefixes().First()).Cuts == CutRule.Lacnic;
}
