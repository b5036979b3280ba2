using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>The names in RDATA that may be compressed on output (RFC 3597, section 4).</summary>
internal static class CompressibleNames
{
    public static int Find(RecordType type, ReadOnlySpan<byte> rdata, Span<(int Offset, int Length)> names)
    {
        switch (type)
        {
            case RecordType.NS or RecordType.CNAME or RecordType.PTR:
                names[0] = (0, rdata.Length);
                return 1;
            case RecordType.MX:
                names[0] = (2, rdata.Length - 2);
                return 1;
            case RecordType.SOA:
                int first = WireName.Length(rdata);
                names[0] = (0, first);
                names[1] = (first, WireName.Length(rdata[first..]));
                return 2;
            default:
                return 0;
        }
    }
}
