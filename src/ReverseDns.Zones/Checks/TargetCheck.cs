using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Do the hosts that NS, MX and SRV name have addresses, as far as this zone can tell?</summary>
internal sealed class TargetCheck(ZoneContents contents, CheckLog log)
{
    private enum Outcome
    {
        HasAddress,
        NoAddress,
        Alias,
        BelowDname,
        Delegated,
    }

    /// <summary>Where in the RDATA of a type the name of a host starts; -1 for types whose hosts are not checked.</summary>
    public static int OffsetOf(RecordType type) => type switch
    {
        RecordType.NS => 0,
        RecordType.MX => 2,
        RecordType.SRV => 6,
        _ => -1,
    };

    public void Check(in RRsetView rrset)
    {
        if (rrset.Type == RecordType.NS && rrset.Owner is [1, (byte)'*', ..])
        {
            log.Warn(rrset, 0, "NS at a wildcard has no defined meaning (RFC 4592, section 4.2)");
        }

        int skip = OffsetOf(rrset.Type);
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> target = rrset.Rdata(i)[skip..];
            if (target.Length > 1 && WireName.IsAtOrBelow(target, contents.Origin.Wire))
            {
                Report(rrset, i, target, Find(rrset, target));
            }
        }
    }

    private void Report(in RRsetView rrset, int index, ReadOnlySpan<byte> target, Outcome outcome)
    {
        bool isApexNs = rrset.Type == RecordType.NS && rrset.Owner.Length == contents.Origin.Wire.Length;
        bool isNs = rrset.Type == RecordType.NS;
        string? message = outcome switch
        {
            Outcome.HasAddress => null,
            Outcome.Alias => "is a CNAME (illegal)",
            Outcome.BelowDname => "is below a DNAME (illegal)",
            Outcome.Delegated when !isNs => null,
            Outcome.Delegated when WireName.IsAtOrBelow(target, rrset.Owner) =>
                "has no required glue: no address records (A or AAAA) below the zone cut",
            Outcome.Delegated => "has no sibling glue: no address records (A or AAAA)",
            _ => "has no address records (A or AAAA)",
        };
        if (message is null)
        {
            return;
        }

        message = $"'{WireName.ToString(target)}' {message}";
        if (isApexNs && outcome != Outcome.Delegated)
        {
            log.Error(rrset, index, message);
        }
        else
        {
            log.Warn(rrset, index, message);
        }
    }

    private Outcome Find(in RRsetView near, ReadOnlySpan<byte> target)
    {
        // Glue stands right behind its cut: most searches end here after a step or two.
        if (contents.TryFindNear(near, target, RecordType.A, out _)
            || contents.TryFindNear(near, target, RecordType.AAAA, out _))
        {
            return Outcome.HasAddress;
        }

        if (contents.TryFind(target, RecordType.CNAME, out _))
        {
            return Outcome.Alias;
        }

        Span<byte> wildcard = stackalloc byte[WireName.MaxLength + 2];
        bool exists = contents.HasAtOrBelow(target);
        for (ReadOnlySpan<byte> name = target; name.Length > contents.Origin.Wire.Length; name = WireName.Skip(name, 1))
        {
            if (contents.TryFind(name, RecordType.NS, out _))
            {
                return Outcome.Delegated;
            }

            ReadOnlySpan<byte> parent = WireName.Skip(name, 1);
            if (contents.TryFind(parent, RecordType.DNAME, out _))
            {
                return Outcome.BelowDname;
            }

            if (!exists && contents.HasAtOrBelow(parent))
            {
                // The closest encloser: only a wildcard right below it can still speak for the target (RFC 4592).
                exists = true;
                wildcard[0] = 1;
                wildcard[1] = (byte)'*';
                parent.CopyTo(wildcard[2..]);
                ReadOnlySpan<byte> source = wildcard[..(parent.Length + 2)];
                if (parent.Length + 2 <= WireName.MaxLength && contents.HasAtOrBelow(source))
                {
                    return HasAddress(source) ? Outcome.HasAddress
                        : contents.TryFind(source, RecordType.CNAME, out _) ? Outcome.Alias : Outcome.NoAddress;
                }
            }
        }

        return Outcome.NoAddress;
    }

    private bool HasAddress(ReadOnlySpan<byte> name) =>
        contents.TryFind(name, RecordType.A, out _) || contents.TryFind(name, RecordType.AAAA, out _);
}
