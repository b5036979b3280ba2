namespace ReverseDns.Registry;

/// <summary>One line of the report.</summary>
/// <param name="Line">The line in the file, from 1; 0 when it concerns the file as a whole.</param>
/// <param name="Subject">The block, zone or host it is about.</param>
/// <param name="Count">How many delegations (of a block that became several) it stands for.</param>
public sealed record ReportLine(ReportKind Kind, string File, int Line, string Subject, string Reason, int Count = 1)
{
    public override string ToString()
    {
        string place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
        string count = Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Count} times)");
        string subject = Subject.Length == 0 ? "" : Subject + ": ";
        return $"{place}: {Kind.ToString().ToLowerInvariant()}: {subject}{Reason}{count}";
    }
}
