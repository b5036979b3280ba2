using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>The types that one owner has, and the form they take in NSEC and NSEC3 (RFC 4034, section 4.1.2).</summary>
internal sealed class TypeSet
{
    /// <summary>All windows full.</summary>
    public const int MaxLength = 256 * (2 + WindowLength);

    private const int WindowLength = 32;

    private readonly byte[] _first = new byte[WindowLength];
    private readonly SortedSet<ushort> _others = [];

    public bool IsEmpty => _others.Count == 0 && _first.AsSpan().IndexOfAnyExcept((byte)0) < 0;

    public void Clear()
    {
        _first.AsSpan().Clear();
        _others.Clear();
    }

    public void Add(RecordType type)
    {
        if ((int)type <= byte.MaxValue)
        {
            _first[(int)type >> 3] |= (byte)(0x80 >> ((int)type & 7));
        }
        else
        {
            _others.Add((ushort)type);
        }
    }

    public void Remove(RecordType type)
    {
        if ((int)type <= byte.MaxValue)
        {
            _first[(int)type >> 3] &= (byte)~(0x80 >> ((int)type & 7));
        }
        else
        {
            _others.Remove((ushort)type);
        }
    }

    public bool Has(RecordType type) =>
        (int)type <= byte.MaxValue ? (_first[(int)type >> 3] & (0x80 >> ((int)type & 7))) != 0 : _others.Contains((ushort)type);

    /// <summary>Returns the octets written.</summary>
    public int Write(Span<byte> bitmap)
    {
        int written = 0;
        int length = _first.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        if (length > 0)
        {
            bitmap[0] = 0;
            bitmap[1] = (byte)length;
            _first.AsSpan(0, length).CopyTo(bitmap[2..]);
            written = 2 + length;
        }

        int window = -1;
        int start = 0;
        foreach (ushort type in _others)
        {
            if (type >> 8 != window)
            {
                window = type >> 8;
                start = written;
                bitmap.Slice(start, 2 + WindowLength).Clear();
                bitmap[start] = (byte)window;
            }

            int octet = (type & 0xFF) >> 3;
            bitmap[start + 2 + octet] |= (byte)(0x80 >> (type & 7));
            bitmap[start + 1] = (byte)(octet + 1);
            written = start + 2 + octet + 1;
        }

        return written;
    }
}
