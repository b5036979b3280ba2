using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Records as lines of text: to be compared, and to be read by a person.</summary>
public static class RecordText
{
    private const int SoaNumbers = 20;
    private const int MxPreference = 2;

    /// <summary>RDATA in hex; names in it in lower case for the types whose names may be compressed.</summary>
    public static string Comparable(DomainName owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        byte[] folded = rdata.ToArray();
        Range names = type switch
        {
            RecordType.NS or RecordType.CNAME or RecordType.PTR => ..,
            RecordType.SOA => ..^SoaNumbers,
            RecordType.MX => MxPreference..,
            _ => ..0,
        };
        WireName.ToLower(rdata[names], folded.AsSpan(names));
        return $"{owner.ToLower()} {ttl} {RecordTypes.ToPresentation(type)} \\# {folded.Length} {Convert.ToHexStringLower(folded)}";
    }

    /// <summary>A line of a master file.</summary>
    public static string Line(ResourceRecord record) =>
        $"{record.Owner}\t{record.Ttl}\tIN\t{RecordTypes.ToPresentation(record.Type)}\t{Rdata.ToPresentation(record.Type, record.Rdata.Span)}";

    public static string Lines(IEnumerable<ResourceRecord> records) => string.Join('\n', records.Select(Line)) + "\n";

    public static string Lines(RRset rrset) =>
        Lines(rrset.Rdata.Select(rdata => new ResourceRecord(rrset.Owner, rrset.Type, RecordClass.IN, rrset.Ttl, rdata)));
}
