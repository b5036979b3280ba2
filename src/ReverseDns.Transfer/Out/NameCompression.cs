using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Where the suffixes of names stand in the message being written. A new message forgets them all by a new number; what
/// finds no slot is not remembered and costs octets, not time.
/// </summary>
internal sealed class NameCompression
{
    private const int SlotCount = 4096;
    private const int Probes = 4;

    private readonly Slot[] _slots = new Slot[SlotCount + Probes];
    private ushort _message;

    public void StartMessage()
    {
        _message++;
        if (_message == 0)
        {
            Array.Clear(_slots);
            _message = 1;
        }
    }

    /// <summary>Writes the name, which has room, and returns the octets it took.</summary>
    /// <param name="message">Pointers count from its start.</param>
    /// <param name="parent">Gets where the name's parent can be pointed to; 0: nowhere.</param>
    public int Write(Span<byte> message, int position, ReadOnlySpan<byte> name, out int parent)
    {
        Span<byte> labels = stackalloc byte[WireName.MaxLabels];
        Span<uint> hashes = stackalloc uint[WireName.MaxLabels];
        int count = WireName.LabelOffsets(name, labels);
        NameSuffix.Hash(name, labels[..count], hashes);
        int kept = 0;
        int target = 0;
        while (kept < count && !TryFind(message, name[labels[kept]..], hashes[kept], out target))
        {
            kept++;
        }

        int octets = kept < count ? labels[kept] : name.Length;
        name[..octets].CopyTo(message[position..]);
        for (int label = 0; label < kept; label++)
        {
            Add(hashes[label], position + labels[label]);
        }

        int second = count > 1 ? position + labels[1] : 0;
        parent = kept == 1 && count > 1 ? target : kept > 1 && second <= NameSuffix.MaxOffset ? second : 0;
        return octets + (kept < count ? WritePointer(message[(position + octets)..], target) : 0);
    }

    public static int WritePointer(Span<byte> destination, int target)
    {
        destination[0] = (byte)(0xC0 | (target >> 8));
        destination[1] = (byte)target;
        return 2;
    }

    private bool TryFind(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix, uint hash, out int offset)
    {
        int home = (int)(hash % SlotCount);
        for (int probe = home; probe < home + Probes; probe++)
        {
            ref Slot slot = ref _slots[probe];
            if (slot.Message == _message && slot.Hash == hash && NameSuffix.StandsAt(message, slot.Offset, suffix))
            {
                offset = slot.Offset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    private void Add(uint hash, int offset)
    {
        int home = (int)(hash % SlotCount);
        for (int probe = home; probe < home + Probes && offset <= NameSuffix.MaxOffset; probe++)
        {
            if (_slots[probe].Message != _message)
            {
                _slots[probe] = new Slot { Hash = hash, Offset = (ushort)offset, Message = _message };
                return;
            }
        }
    }

    private struct Slot
    {
        public uint Hash;
        public ushort Offset;
        public ushort Message;
    }
}
