namespace ReverseDns.Registry;

/// <summary>
/// Turns RPSL objects into requests for delegation: domain objects, and inetnum and inet6num objects that carry
/// their name servers themselves.
/// </summary>
internal sealed class RpslSourceReader(PlannedSource source, SourceReport report)
{
    private readonly NameServerLines _servers = new(report);
    private int _entries;
    private int _idle;
    private int _malformed;
    private bool _objectsNameTheirSource;
    private bool _lastNamesItsSource;

    public List<DelegationRequest> Requests { get; } = [];

    public SourceSummary? Read(LineReader lines, Action onProgress)
    {
        var objects = new RpslReader(lines);
        while (objects.TryRead(out RpslObject rpsl))
        {
            _entries++;
            ReadObject(rpsl);
            if ((_entries & 0xFFF) == 0)
            {
                onProgress();
            }
        }

        if (_entries == 0)
        {
            report.Error(0, lines.Line == 0 ? "the file is empty" : "no object: not an RPSL file");
            return null;
        }

        if (_entries == _malformed)
        {
            report.Error(0, "none of its objects could be read: not an RPSL file");
            return null;
        }

        // Every object ends with its source; where the last one alone has none, the file has been cut off.
        if (lines.EndsWithinLine || (_objectsNameTheirSource && !_lastNamesItsSource))
        {
            report.Damage("the file ends in the middle of an object: it has been cut off");
        }

        return new SourceSummary(
            source.Name, source.File, new SourceEdition("", "", "", lines.TakeMd5()),
            _entries, Requests.Count, _idle, _malformed);
    }

    private void ReadObject(RpslObject rpsl)
    {
        if (rpsl.Fault is not null)
        {
            Reject(rpsl.FaultLine, "", rpsl.Fault);
            return;
        }

        _lastNamesItsSource = rpsl.All("source").Any();
        _objectsNameTheirSource |= _lastNamesItsSource;
        RpslAttribute key = rpsl.Key;
        if (rpsl.Class is not ("domain" or "inetnum" or "inet6num"))
        {
            _idle++;
            report.Add(ReportKind.Note, 0, rpsl.Class, "objects of this class say nothing of delegations");
            return;
        }

        if (!TryReadKey(key, out AddressRange range, out DomainName? name, out string fault))
        {
            Reject(key.Line, key.Value, fault);
            return;
        }

        ReadServers(rpsl, range, name);
    }

    private void ReadServers(RpslObject rpsl, AddressRange range, DomainName? name)
    {
        RpslAttribute key = rpsl.Key;
        string subject = name is { } given ? given.ToString() : range.ToString();
        List<RpslAttribute> signers = [.. rpsl.All("ds-rdata")];
        List<RpslAttribute> servers = [.. rpsl.All("nserver")];
        if (servers.Count == 0)
        {
            foreach (RpslAttribute signer in signers)
            {
                report.Add(ReportKind.Dropped, signer.Line, subject, "a DS without name servers");
            }

            _idle++;
            report.Add(ReportKind.Note, key.Line, subject, "no name servers");
            return;
        }

        ImmutableArray<RequestedServer> readable = _servers.Read(servers, subject);
        ImmutableArray<RequestedSigner> ds = ReadSigners(signers, subject, out bool hasInvalid);
        string? holder = source.HolderAttribute is { } attribute
            ? rpsl.All(attribute).FirstOrDefault()?.Value ?? ""
            : null;
        Requests.Add(new DelegationRequest(source, key.Line, range, name, readable, ds, holder, hasInvalid));
    }

    private bool TryReadKey(RpslAttribute key, out AddressRange range, out DomainName? name, out string fault)
    {
        name = null;
        fault = "";
        if (!string.Equals(key.Name, "domain", StringComparison.Ordinal))
        {
            bool isSix = string.Equals(key.Name, "inet6num", StringComparison.Ordinal);
            bool valid = AddressRange.TryParse(key.Value, out range) && range.IsIPv6 == isSix;
            fault = valid ? "" : $"not a block of {(isSix ? "IPv6" : "IPv4")} addresses";
            return valid;
        }

        range = default;
        if (!DomainName.TryParse(key.Value, out DomainName domain))
        {
            fault = "not a domain name";
            return false;
        }

        name = domain.ToLower();
        if (ReverseName.TryParseRange(domain, source.DashStyle, out range))
        {
            return true;
        }

        fault = domain.IsAtOrBelow(ReverseName.InAddrArpa) || domain.IsAtOrBelow(ReverseName.Ip6Arpa)
            ? "names no block of addresses: octets or nibbles, or a dash range below three octets"
            : "not a name of the reverse tree";
        return false;
    }

    private ImmutableArray<RequestedSigner> ReadSigners(List<RpslAttribute> lines, string subject, out bool hasInvalid)
    {
        hasInvalid = false;
        ImmutableArray<RequestedSigner>.Builder signers = ImmutableArray.CreateBuilder<RequestedSigner>();
        foreach (RpslAttribute line in lines)
        {
            var signer = DelegationSigner.TryParse(line.Value, out string fault);
            if (signer is null)
            {
                hasInvalid = true;
                report.Add(ReportKind.Dropped, line.Line, subject, fault);
            }
            else if (signers.Any(known => known.Signer == signer))
            {
                report.Add(ReportKind.Dropped, line.Line, subject, "the same DS stands there already");
            }
            else
            {
                signers.Add(new RequestedSigner(signer, line.Line));
            }
        }

        return signers.ToImmutable();
    }

    private void Reject(int line, string subject, string reason)
    {
        _malformed++;
        report.Add(ReportKind.Rejected, line, subject, reason);
    }
}
