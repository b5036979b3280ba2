using System.Buffers;

namespace ReverseDns.Registry;

/// <summary>
/// A built zone as a master file: one record a line, whole names, canonical order, so that the same content is the
/// same bytes and a difference is a line.
/// </summary>
internal sealed class ZoneText
{
    private readonly ArrayBufferWriter<byte> _body = new(1 << 12);
    private readonly ZoneDraft _draft;

    public ZoneText(ZoneDraft draft)
    {
        _draft = draft;
        WriteApex();
        WriteNames();
    }

    /// <summary>The file, with this serial in its SOA.</summary>
    public byte[] ToBytes(Serial serial)
    {
        SoaSettings soa = _draft.Zone.Settings.Soa;
        string head = string.Create(CultureInfo.InvariantCulture,
            $"; Built by rdns from its registry plan. What is changed here by hand is lost with the next build.\n"
            + $"{_draft.Zone.Origin} {_draft.Zone.Settings.Ttl.Soa} IN SOA {soa.Primary} {soa.Mailbox} {serial} "
            + $"{soa.Refresh} {soa.Retry} {soa.Expire} {soa.Minimum}\n");
        byte[] file = new byte[head.Length + _body.WrittenCount];
        Encoding.ASCII.GetBytes(head, file);
        _body.WrittenSpan.CopyTo(file.AsSpan(head.Length));
        return file;
    }

    private void WriteApex()
    {
        PlannedZone zone = _draft.Zone;
        string origin = zone.Origin.ToString();
        foreach (NameServer server in zone.Settings.NameServers.OrderBy(server => server.Host))
        {
            Write(origin, zone.Settings.Ttl.Apex, RecordType.NS, server.Host.ToString());
        }
    }

    /// <summary>Delegations, aliases and addresses of hosts, merged in canonical order.</summary>
    private void WriteNames()
    {
        var entries = new List<(DomainName Owner, object Content)>(_draft.Delegations.Count + _draft.Aliases.Count);
        foreach (Delegation delegation in _draft.Delegations)
        {
            entries.Add((delegation.Name, delegation));
        }

        foreach (ClasslessAlias alias in _draft.Aliases)
        {
            entries.Add((alias.Owner, alias));
        }

        foreach ((DomainName host, SortedSet<AddressPrefix> addresses) in Hosts())
        {
            entries.Add((host, addresses));
        }

        entries.Sort(Compare);
        foreach ((DomainName owner, object content) in entries)
        {
            Write(owner.ToString(), content);
        }
    }

    /// <summary>Glue, and the addresses of apex hosts inside the zone, each host once.</summary>
    private Dictionary<DomainName, SortedSet<AddressPrefix>> Hosts()
    {
        var hosts = new Dictionary<DomainName, SortedSet<AddressPrefix>>();
        IEnumerable<NameServer> apex = _draft.Zone.Settings.NameServers
            .Where(server => server.Host.IsAtOrBelow(_draft.Zone.Origin));
        foreach (NameServer server in apex.Concat(_draft.Delegations.SelectMany(delegation => delegation.NameServers)))
        {
            if (server.Addresses.IsEmpty)
            {
                continue;
            }

            if (!hosts.TryGetValue(server.Host, out SortedSet<AddressPrefix>? addresses))
            {
                hosts.Add(server.Host, addresses = []);
            }

            addresses.UnionWith(server.Addresses);
        }

        return hosts;
    }

    private void Write(string owner, object content)
    {
        TtlSettings ttl = _draft.Zone.Settings.Ttl;
        switch (content)
        {
            case Delegation delegation:
                foreach (NameServer server in delegation.NameServers)
                {
                    Write(owner, ttl.Delegation, RecordType.NS, server.Host.ToString());
                }

                foreach (DelegationSigner signer in delegation.Signers)
                {
                    Write(owner, ttl.Ds, RecordType.DS, signer.ToString());
                }

                break;
            case ClasslessAlias alias:
                Write(owner, ttl.Cname, RecordType.CNAME, alias.Target.ToString());
                break;
            case SortedSet<AddressPrefix> addresses:
                foreach (AddressPrefix address in addresses)
                {
                    RecordType type = address.IsIPv6 ? RecordType.AAAA : RecordType.A;
                    Write(owner, ttl.Delegation, type, address.FirstToString());
                }

                break;
        }
    }

    private void Write(string owner, uint ttl, RecordType type, string rdata)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{owner} {ttl} IN {type} {rdata}\n");
        _body.Advance(Encoding.ASCII.GetBytes(line, _body.GetSpan(line.Length)));
    }

    private static int Compare((DomainName Owner, object Content) left, (DomainName Owner, object Content) right)
    {
        int order = left.Owner.CompareTo(right.Owner);
        return order != 0 ? order : Rank(left.Content) - Rank(right.Content);
    }

    private static int Rank(object content) => content switch { Delegation => 0, ClasslessAlias => 1, _ => 2 };
}
