namespace ReverseDns.Registry;

/// <summary>
/// Reads the nserver lines of an object: a host, and at most one address; a host of two addresses has two lines.
/// </summary>
internal sealed class NameServerLines(SourceReport report)
{
    // Most hosts serve many zones: one copy of each will do.
    private readonly Dictionary<string, NameServer> _withoutAddresses = new(StringComparer.OrdinalIgnoreCase);

    public ImmutableArray<RequestedServer> Read(List<RpslAttribute> lines, string subject)
    {
        ImmutableArray<RequestedServer>.Builder servers = ImmutableArray.CreateBuilder<RequestedServer>(lines.Count);
        foreach (RpslAttribute line in lines)
        {
            if (!TryRead(line.Value, out NameServer? server, out string fault))
            {
                report.Add(ReportKind.Dropped, line.Line, subject, fault);
                continue;
            }

            int known = IndexOf(servers, server.Host);
            if (known < 0)
            {
                servers.Add(new RequestedServer(server, line.Line));
            }
            else if (server.Addresses.All(servers[known].Server.Addresses.Contains))
            {
                report.Add(ReportKind.Dropped, line.Line, subject, $"{server.Host} stands there already");
            }
            else
            {
                NameServer first = servers[known].Server;
                servers[known] = servers[known] with
                {
                    Server = first with { Addresses = first.Addresses.AddRange(server.Addresses) },
                };
            }
        }

        return servers.ToImmutable();
    }

    private bool TryRead(
        string value, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out NameServer? server, out string fault)
    {
        fault = "";
        if (_withoutAddresses.TryGetValue(value, out server))
        {
            return true;
        }

        string[] parts = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
        {
            fault = "not a name server: a host name and at most one address";
            return false;
        }

        if (!NameServer.TryParseHost(parts[0], out DomainName host, out fault))
        {
            return false;
        }

        if (parts.Length == 1)
        {
            server = new NameServer(host, []);
            _withoutAddresses.Add(value, server);
            return true;
        }

        bool isAddress = AddressPrefix.TryParse(parts[1], out AddressPrefix address) && address.Length == address.Width;
        fault = isAddress ? "" : $"'{parts[1]}' is not the address of one host";
        server = isAddress ? new NameServer(host, [address]) : null;
        return isAddress;
    }

    private static int IndexOf(ImmutableArray<RequestedServer>.Builder servers, DomainName host)
    {
        for (int i = 0; i < servers.Count; i++)
        {
            if (servers[i].Server.Host == host)
            {
                return i;
            }
        }

        return -1;
    }
}
