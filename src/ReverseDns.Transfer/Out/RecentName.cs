using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// The name written last in one role, owner or target. In canonical order the next one is mostly the same or its sibling,
/// and so is what it points to: neither needs a search.
/// </summary>
internal sealed class RecentName
{
    private readonly byte[] _name = new byte[WireName.MaxLength];
    private int _length;
    private int _offset;
    private int _parent;

    /// <summary>A new message has nothing to point to.</summary>
    public void Forget() => _length = 0;

    /// <summary>Writes the name, which has room, and returns the octets it took.</summary>
    public int Write(Span<byte> message, int position, ReadOnlySpan<byte> name, NameCompression compression)
    {
        var recent = new ReadOnlySpan<byte>(_name, 0, _length);
        if (_offset != 0 && name.SequenceEqual(recent))
        {
            return NameCompression.WritePointer(message[position..], _offset);
        }

        int label = name[0] + 1;
        bool isSibling = _parent != 0 && _length > 1 && label > 1
            && name[label..].SequenceEqual(recent[(recent[0] + 1)..]);
        int written;
        if (isSibling)
        {
            name[..label].CopyTo(message[position..]);
            written = label + NameCompression.WritePointer(message[(position + label)..], _parent);
        }
        else
        {
            written = compression.Write(message, position, name, out _parent);
        }

        name.CopyTo(_name);
        _length = name.Length;
        _offset = position <= NameSuffix.MaxOffset ? position : 0;
        return written;
    }
}
