using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.Registry;

/// <summary>Reads a zone file the way the server will, before it goes where the server looks.</summary>
internal static class ZoneReading
{
    /// <summary>SOA's RDATA ends with the serial and four times.</summary>
    private const int SerialFromEnd = 20;

    /// <summary>The serial; null when the server would not load the zone, with the reasons in the report.</summary>
    /// <param name="file">What the report calls the file.</param>
    public static Serial? Check(string path, string file, DomainName origin, ReportLog log)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Load(
            path, origin, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files);
        bool isGood = contents is not null;
        foreach (ZoneDiagnostic diagnostic in diagnostics)
        {
            bool isError = diagnostic.Severity == ZoneSeverity.Error;
            ReportKind kind = isError ? ReportKind.Error : ReportKind.Warning;
            log.Add(kind, file, diagnostic.Line, origin.ToString(), diagnostic.Message);
        }

        if (files.Count > 1)
        {
            isGood = false;
            log.Add(ReportKind.Error, file, 0, origin.ToString(), "includes other files: a zone of the plan is one file");
        }

        return isGood ? ReadSerial(contents!) : null;
    }

    private static Serial ReadSerial(ZoneContents contents) =>
        contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa)
            ? new Serial(BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata(0)[^SerialFromEnd..]))
            : default;
}
