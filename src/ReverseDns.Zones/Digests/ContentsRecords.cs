using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Digests;

/// <summary>The records of contents that a digest covers, in its order.</summary>
internal sealed class ContentsRecords(ZoneContents contents)
{
    private int _next;

    /// <summary>Adds the next RRset; false when there is none.</summary>
    public bool AddNext(CanonicalOctets octets)
    {
        if (_next == contents.RecordCount)
        {
            return false;
        }

        var rrset = new RRsetView(contents, _next, contents.EndOfRRset(_next));
        _next += rrset.Count;
        bool isApex = rrset.Owner.Length == contents.Origin.Wire.Length;
        if (isApex && rrset.Type == RecordType.ZONEMD)
        {
            return true;
        }

        bool isSignature = rrset.Type == RecordType.RRSIG;
        uint ttl = rrset.Ttl;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.Rdata(i);
            if (!isSignature || !isApex || (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rdata) != RecordType.ZONEMD)
            {
                octets.Add(rrset.Owner, rrset.Type, isSignature ? rrset.RecordTtl(i) : ttl, rdata);
            }
        }

        return true;
    }
}
