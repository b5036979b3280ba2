using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Writes the NSEC records of a zone whose owners come in canonical order, the apex first (RFC 4035, section 2.3).</summary>
internal sealed class NsecWriter(ZoneContentsBuilder builder, uint ttl) : IDenialWriter
{
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private readonly byte[] _rdata = new byte[WireName.MaxLength + TypeSet.MaxLength];
    private int _ownerLength;
    private int _bitmapLength;

    public void Add(ReadOnlySpan<byte> owner, TypeSet types, NameStanding standing)
    {
        if (standing == NameStanding.Occluded)
        {
            return;
        }

        if (_ownerLength > 0)
        {
            Write(owner);
        }

        owner.CopyTo(_owner);
        _ownerLength = owner.Length;
        _bitmapLength = DenialBitmap.Write(types, standing, DenialKind.Nsec, _bitmap);
    }

    public void Finish() => Write(builder.Origin.Wire);

    private void Write(ReadOnlySpan<byte> next)
    {
        WireName.ToLower(next, _rdata);
        _bitmap.AsSpan(0, _bitmapLength).CopyTo(_rdata.AsSpan(next.Length));
        builder.Add(_owner.AsSpan(0, _ownerLength), RecordType.NSEC, ttl, _rdata.AsSpan(0, next.Length + _bitmapLength));
    }
}
