using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Files what a check finds under the record it is about.</summary>
internal sealed class CheckLog(IReadOnlyList<string> files, DiagnosticLog log)
{
    public void Error(in RRsetView rrset, int index, string message) =>
        log.Error(FileOf(rrset, index), rrset.Line(index), 0, Subject(rrset) + message);

    public void Warn(in RRsetView rrset, int index, string message) =>
        log.Warn(FileOf(rrset, index), rrset.Line(index), 0, Subject(rrset) + message);

    /// <summary>About an RRset that has too many records: filed under the one that stands last in its file.</summary>
    public void ErrorAtLast(in RRsetView rrset, string message)
    {
        int last = 0;
        for (int i = 1; i < rrset.Count; i++)
        {
            last = rrset.Line(i) > rrset.Line(last) ? i : last;
        }

        Error(rrset, last, message);
    }

    /// <summary>About the zone as a whole.</summary>
    public void Error(string message) => log.Error(files.Count > 0 ? files[0] : string.Empty, 0, 0, message);

    public void Warn(string message) => log.Warn(files.Count > 0 ? files[0] : string.Empty, 0, 0, message);

    private static string Subject(in RRsetView rrset) =>
        $"{WireName.ToString(rrset.Owner)}/{RecordTypes.ToPresentation(rrset.Type)}: ";

    private string FileOf(in RRsetView rrset, int index) =>
        rrset.File(index) < files.Count && rrset.Line(index) > 0 ? files[rrset.File(index)] : string.Empty;
}
