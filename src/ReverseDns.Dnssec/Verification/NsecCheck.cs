using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Follows the NSEC records of a zone: one at each name that is the zone's own, each leading to the next, the last to the apex.</summary>
internal sealed class NsecCheck(ZoneContents contents, FaultLog faults) : IDenialCheck
{
    private readonly byte[] _expected = new byte[WireName.MaxLength];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private int _expectedLength;

    public void Visit(ref OwnerWalk owners)
    {
        bool isOwn = owners.Standing != NameStanding.Occluded;
        bool has = contents.TryFind(owners.Owner, RecordType.NSEC, out RRsetView nsec);
        if (!isOwn || !has)
        {
            if (isOwn != has)
            {
                faults.Add(owners.Owner, RecordType.NSEC, isOwn ? "is missing" : "stands below a cut");
            }

            return;
        }

        if (_expectedLength > 0 && !WireName.Equal(owners.Owner, _expected.AsSpan(0, _expectedLength)))
        {
            faults.Add(owners.Owner, RecordType.NSEC, "is passed over by the one before it");
        }

        ReadOnlySpan<byte> rdata = nsec.Rdata(0);
        _expectedLength = WireName.Length(rdata);
        rdata[.._expectedLength].CopyTo(_expected);
        if (nsec.Count > 1 || !rdata[_expectedLength..].SequenceEqual(_bitmap.AsSpan(0, BitmapOf(ref owners))))
        {
            faults.Add(owners.Owner, RecordType.NSEC, "does not name the types that are there");
        }
    }

    public void Finish()
    {
        if (_expectedLength == 0 || !WireName.Equal(contents.Origin.Wire, _expected.AsSpan(0, _expectedLength)))
        {
            faults.Add($"the last NSEC record of {contents.Origin} does not lead back to the apex");
        }
    }

    private int BitmapOf(ref OwnerWalk owners)
    {
        owners.Types.Remove(RecordType.RRSIG);
        owners.Types.Remove(RecordType.NSEC);
        return DenialBitmap.Write(owners.Types, owners.Standing, DenialKind.Nsec, _bitmap);
    }
}
