namespace ReverseDns.Registry;

/// <summary>A delegation on its way into a zone, and the request it came from.</summary>
/// <param name="Order">The request's place in the plan's sources: the earlier one wins where nothing else decides.</param>
internal sealed record Candidate(Delegation Delegation, DelegationRequest Request, int Order)
{
    public DomainName Name => Delegation.Name;

    /// <summary>The block it was made for: a /22 makes four /24.</summary>
    public UInt128 RequestSize => Request.Range.Last - Request.Range.First;

    public string Place =>
        string.Create(CultureInfo.InvariantCulture, $"{Request.Subject} ({Request.File}:{Request.Line})");

    public void Report(ReportLog log, ReportKind kind, string reason) =>
        log.Add(kind, Request.File, Request.Line, Request.Subject, reason);
}
