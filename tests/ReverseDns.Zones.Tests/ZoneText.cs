using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests;

/// <summary>Contents out of the text of a master file, and lines of text out of contents.</summary>
internal static class ZoneText
{
    public static ZoneContents Read(string text, string origin)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var diagnostics = new List<ZoneDiagnostic>();
            ZoneContents? contents = ZoneFile.Read(path, DomainName.Parse(origin), ZoneFileOptions.Default, diagnostics, out _);
            return contents ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Owner, TTL (an RRSIG's own, else the RRset's), type and RDATA of each record, in canonical order.</summary>
    public static List<string> Lines(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                uint ttl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl;
                string type = RecordTypes.ToPresentation(rrset.Type);
                lines.Add($"{WireName.ToString(rrset.Owner)} {ttl} {type} {Rdata.ToPresentation(rrset.Type, rrset.Rdata(i))}");
            }
        }

        return lines;
    }
}
