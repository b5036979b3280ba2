namespace ReverseDns.Zones;

/// <summary>Collects the first errors and warnings of a zone; what is past the limit is counted, not kept.</summary>
internal sealed class DiagnosticLog(ICollection<ZoneDiagnostic> diagnostics, int limit)
{
    private int _warnings;

    public int Errors { get; private set; }

    public bool IsFull => Errors >= limit;

    public void Error(string file, int line, int column, string message)
    {
        Errors++;
        Add(Errors, ZoneSeverity.Error, new ZoneDiagnostic(ZoneSeverity.Error, file, line, column, message));
    }

    public void Warn(string file, int line, int column, string message)
    {
        _warnings++;
        Add(_warnings, ZoneSeverity.Warning, new ZoneDiagnostic(ZoneSeverity.Warning, file, line, column, message));
    }

    private void Add(int count, ZoneSeverity severity, ZoneDiagnostic diagnostic)
    {
        if (count <= limit)
        {
            diagnostics.Add(diagnostic with { Message = Shown.Line(diagnostic.Message) });
        }

        if (count == limit)
        {
            string kind = severity == ZoneSeverity.Error ? "errors" : "warnings";
            diagnostics.Add(diagnostic with
            {
                Line = 0,
                Column = 0,
                Message = $"these are the first {limit} {kind}; the rest is not listed",
            });
        }
    }
}
