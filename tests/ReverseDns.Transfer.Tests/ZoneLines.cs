using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer.Tests;

/// <summary>A zone as text, a record a line.</summary>
internal static class ZoneLines
{
    public static List<string> Of(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                lines.Add($"{WireName.ToString(rrset.Owner)} {rrset.RecordTtl(i)} {RecordTypes.ToPresentation(rrset.Type)} {Rdata.ToPresentation(rrset.Type, rrset.Rdata(i))}");
            }
        }

        return lines;
    }
}
