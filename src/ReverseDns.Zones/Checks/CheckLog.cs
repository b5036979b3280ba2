using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Files what a check finds under the record it is about.</summary>
internal sealed class CheckLog(IReadOnlyList<string> files, DiagnosticLog log)
{
    /// <summary>True while a name is passed that is there only for others to be judged by.</summary>
    public bool IsMuted { get; set; }

    public void Error(in RRsetView rrset, int index, string message)
    {
        if (!IsMuted)
        {
            log.Error(FileOf(rrset, index), rrset.Line(index), 0, Subject(rrset) + message);
        }
    }

    public void Warn(in RRsetView rrset, int index, string message)
    {
        if (!IsMuted)
        {
            log.Warn(FileOf(rrset, index), rrset.Line(index), 0, Subject(rrset) + message);
        }
    }

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

    /// <summary>How a name starts the messages about it.</summary>
    public static string Subject(ReadOnlySpan<byte> owner) => WireName.ToString(owner) + "/";

    /// <summary>The name that a message is about as <see cref="Subject(ReadOnlySpan{byte})"/> has it; empty when it is about none.</summary>
    public static string SubjectOf(string message)
    {
        // A name may have slashes in it; behind the one that ends it stands no more than a type and a colon.
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        int end = colon < 0 ? -1 : message.LastIndexOf('/', colon);
        return message[..(end + 1)];
    }

    private static string Subject(in RRsetView rrset) =>
        $"{Subject(rrset.Owner)}{RecordTypes.ToPresentation(rrset.Type)}: ";

    private string FileOf(in RRsetView rrset, int index) =>
        rrset.File(index) < files.Count && rrset.Line(index) > 0 ? files[rrset.File(index)] : string.Empty;
}
