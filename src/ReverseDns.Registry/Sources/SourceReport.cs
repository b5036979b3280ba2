namespace ReverseDns.Registry;

/// <summary>What one source's reader has to say, in the name of its file.</summary>
internal sealed class SourceReport(string file, ReportLog log, List<GuardFinding> findings)
{
    public string File => file;

    public void Error(int line, string reason) => log.Add(ReportKind.Error, file, line, "", reason);

    public void Warning(int line, string subject, string reason) =>
        log.Add(ReportKind.Warning, file, line, subject, reason);

    public void Add(ReportKind kind, int line, string subject, string reason) =>
        log.Add(kind, file, line, subject, reason);

    /// <summary>Something that may mean a damaged file: a person may accept it, nobody else.</summary>
    public void Damage(string reason)
    {
        log.Add(ReportKind.Warning, file, 0, "", reason);
        findings.Add(new GuardFinding(GuardReason.DamagedSource, file, reason));
    }

    public void Mismatch(string reason, bool isDamage)
    {
        if (isDamage)
        {
            Damage(reason);
        }
        else
        {
            Warning(0, "", reason);
        }
    }
}
