using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

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

    public static ZoneContents Contents(ReferenceZone zone)
    {
        using var builder = new ZoneContentsBuilder(zone.Origin);
        foreach (ResourceRecord record in zone.Records)
        {
            builder.Add(record);
        }

        return builder.Build();
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

    /// <summary>The same without the case of names that compression may change.</summary>
    public static List<string> Comparable(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            var owner = DomainName.FromWire(rrset.Owner);
            for (int i = 0; i < rrset.Count; i++)
            {
                uint ttl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl;
                lines.Add(RecordText.Comparable(owner, rrset.Type, ttl, rrset.Rdata(i)));
            }
        }

        return lines;
    }
}
