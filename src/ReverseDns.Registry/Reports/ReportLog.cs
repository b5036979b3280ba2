namespace ReverseDns.Registry;

/// <summary>
/// Gathers the lines of a report in the order in which they come up. A line that says the same of several
/// delegations of one block is kept once, with their number.
/// </summary>
internal sealed class ReportLog
{
    private const int MaxErrorsPerFile = 1_000;

    private readonly List<ReportLine> _lines = [];
    private readonly Dictionary<ReportLine, int> _index = [];
    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);

    public IReadOnlyList<ReportLine> Lines => _lines;

    public bool HasErrors => _errors.Count > 0;

    public int Count(ReportKind kind) => _lines.Where(line => line.Kind == kind).Sum(line => line.Count);

    public void Add(ReportKind kind, string file, int line, string subject, string reason)
    {
        if (kind == ReportKind.Error && !MayAddError(file, ref reason))
        {
            return;
        }

        var key = new ReportLine(kind, file, line, subject, reason);
        if (_index.TryGetValue(key, out int index))
        {
            _lines[index] = _lines[index] with { Count = _lines[index].Count + 1 };
            return;
        }

        _index.Add(key, _lines.Count);
        _lines.Add(key);
    }

    /// <summary>A damaged file of a million lines should not make a report of a million lines.</summary>
    private bool MayAddError(string file, ref string reason)
    {
        int count = _errors.GetValueOrDefault(file) + 1;
        _errors[file] = count;
        if (count == MaxErrorsPerFile)
        {
            reason += "; further errors of this file are not listed";
        }

        return count <= MaxErrorsPerFile;
    }
}
