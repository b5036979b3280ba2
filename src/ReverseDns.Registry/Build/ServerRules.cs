namespace ReverseDns.Registry;

/// <summary>Which of a request's name servers and DS records one zone cut gets.</summary>
internal sealed class ServerRules(ReportLog log)
{
    private DelegationRequest? _request;
    private bool _hasReverseHosts;
    private ImmutableArray<NameServer> _plain = [];

    /// <summary>Glue stands exactly where a host lies inside the zone being delegated (RFC 9471: in-domain).</summary>
    public ImmutableArray<NameServer> SelectServers(DelegationRequest request, DomainName cut)
    {
        if (!ReferenceEquals(request, _request))
        {
            _request = request;
            _hasReverseHosts = request.Servers.Any(requested => IsReverse(requested.Server.Host));
            _plain = [];
        }

        if (_hasReverseHosts)
        {
            return Select(request, cut);
        }

        // None of the hosts can lie inside: the same answer for each cut of the block. Glue is still not wanted.
        _plain = _plain.IsEmpty ? Select(request, cut) : _plain;
        return _plain;
    }

    /// <summary>Null when the plan refuses the delegation for its DS.</summary>
    public ImmutableArray<DelegationSigner>? SelectSigners(DelegationRequest request, DsSettings rules, bool isOneCut)
    {
        if (!rules.Publish)
        {
            foreach (RequestedSigner signer in request.Signers)
            {
                Drop(request, signer.Line, "this zone publishes no DS");
            }

            return [];
        }

        ImmutableArray<DelegationSigner>.Builder signers = ImmutableArray.CreateBuilder<DelegationSigner>();
        bool isInvalid = request.HasInvalidDs;
        foreach (RequestedSigner signer in request.Signers)
        {
            if (!rules.DigestTypes.Contains(signer.Signer.DigestType))
            {
                Drop(request, signer.Line, $"digest type {signer.Signer.DigestType} is not published by the plan");
            }
            else if (!isOneCut && !rules.PublishForSeveralCuts)
            {
                isInvalid = true;
                Drop(request, signer.Line, "the block becomes several zones, and a DS fits one zone's name alone");
            }
            else
            {
                signers.Add(signer.Signer);
            }
        }

        signers.Sort();
        return isInvalid && rules.RefuseInvalid ? null : signers.ToImmutable();
    }

    private ImmutableArray<NameServer> Select(DelegationRequest request, DomainName cut)
    {
        ImmutableArray<NameServer>.Builder servers = ImmutableArray.CreateBuilder<NameServer>(request.Servers.Length);
        foreach (RequestedServer requested in request.Servers)
        {
            NameServer server = requested.Server;
            bool needsGlue = server.Host.IsAtOrBelow(cut);
            if (needsGlue && server.Addresses.IsEmpty)
            {
                Drop(request, requested.Line, $"{server.Host} lies inside the zone and needs an address as glue");
                continue;
            }

            if (!needsGlue && !server.Addresses.IsEmpty)
            {
                Drop(request, requested.Line, $"{server.Host} lies outside the zone: its addresses are not published");
                server = new NameServer(server.Host, []);
            }

            servers.Add(needsGlue ? server with { Addresses = server.Addresses.Sort() } : server);
        }

        servers.Sort((left, right) => left.Host.CompareTo(right.Host));
        return servers.ToImmutable();
    }

    private void Drop(DelegationRequest request, int line, string reason) =>
        log.Add(ReportKind.Dropped, request.File, line, request.Subject, reason);

    private static bool IsReverse(DomainName host) =>
        host.IsAtOrBelow(ReverseName.InAddrArpa) || host.IsAtOrBelow(ReverseName.Ip6Arpa);
}
