using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Writes the NSEC3 records of a zone, those of empty non-terminals too (RFC 5155, section 7.1).</summary>
internal sealed class Nsec3Writer(ZoneContentsBuilder builder, uint ttl, DenialKind denial) : IDenialWriter
{
    private readonly List<Link> _links = [];
    private readonly List<byte> _bitmaps = [];
    private readonly byte[] _last = new byte[WireName.MaxLength];
    private readonly byte[] _bitmap = new byte[TypeSet.MaxLength];
    private int _lastLength;

    public void Add(ReadOnlySpan<byte> owner, TypeSet types, NameStanding standing)
    {
        if (standing == NameStanding.Occluded)
        {
            return;
        }

        AddNonTerminals(owner);
        owner.CopyTo(_last);
        _lastLength = owner.Length;
        if (!DenialBitmap.IsLeftOut(owner, types, standing, denial))
        {
            Add(owner, _bitmap.AsSpan(0, DenialBitmap.Write(types, standing, denial, _bitmap)));
        }
    }

    public void Finish()
    {
        _links.Sort(Link.Compare);
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        Span<byte> next = stackalloc byte[HashedOwner.HashLength];
        byte[] rdata = new byte[Nsec3Fields.BitmapOffset + TypeSet.MaxLength];
        Span<byte> bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        for (int i = 0; i < _links.Count; i++)
        {
            Link link = _links[i];
            link.CopyTo(hash);
            _links[(i + 1) % _links.Count].CopyTo(next);
            int ownerLength = HashedOwner.Write(hash, builder.Origin.Wire, owner);
            int length = Nsec3Fields.Write(rdata, denial, next, bitmaps.Slice(link.Bitmap, link.BitmapLength));
            builder.Add(owner[..ownerLength], RecordType.NSEC3, ttl, rdata.AsSpan(0, length));
        }
    }

    /// <summary>The names between an owner and the one before it that no owner has: all of them lie above this one alone.</summary>
    private void AddNonTerminals(ReadOnlySpan<byte> owner)
    {
        ReadOnlySpan<byte> last = _last.AsSpan(0, _lastLength);
        while (owner.Length > builder.Origin.Wire.Length + 1)
        {
            owner = WireName.Skip(owner, 1);
            if (owner.Length <= builder.Origin.Wire.Length || WireName.IsAtOrBelow(last, owner))
            {
                return;
            }

            Add(owner, []);
        }
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bitmap)
    {
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        HashedOwner.Hash(name, hash);
        _links.Add(new Link(hash, _bitmaps.Count, bitmap.Length));
        _bitmaps.AddRange(bitmap);
    }

    private readonly struct Link(ReadOnlySpan<byte> hash, int bitmap, int bitmapLength)
    {
        private readonly ulong _high = BinaryPrimitives.ReadUInt64BigEndian(hash);
        private readonly ulong _middle = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        private readonly uint _low = BinaryPrimitives.ReadUInt32BigEndian(hash[16..]);

        public int Bitmap => bitmap;

        public int BitmapLength => bitmapLength;

        public void CopyTo(Span<byte> hash)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash, _high);
            BinaryPrimitives.WriteUInt64BigEndian(hash[8..], _middle);
            BinaryPrimitives.WriteUInt32BigEndian(hash[16..], _low);
        }

        public static int Compare(Link left, Link right) =>
            left._high != right._high ? left._high.CompareTo(right._high)
            : left._middle != right._middle ? left._middle.CompareTo(right._middle)
            : left._low.CompareTo(right._low);
    }
}
