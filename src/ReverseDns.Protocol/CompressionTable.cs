using System.Runtime.CompilerServices;

namespace ReverseDns.Protocol;

/// <summary>
/// Where the suffixes of names stand in a message being written. It has a fixed number of slots and looks at a fixed
/// number of them, so that no choice of names makes writing slow: what finds no slot is not remembered and costs
/// octets, not time.
/// </summary>
internal struct CompressionTable
{
    private const int SlotCount = 512;
    private const int Probes = 4;

    private Slots _slots;

    public readonly bool TryFind(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix, uint hash, out int offset)
    {
        for (uint probe = 0; probe < Probes; probe++)
        {
            uint slot = _slots[(int)((hash + probe) % SlotCount)];
            offset = (int)(slot & NameSuffix.MaxOffset);
            if (slot != 0 && slot >> 16 == hash >> 16 && NameSuffix.StandsAt(message, offset, suffix))
            {
                return true;
            }
        }

        offset = 0;
        return false;
    }

    public void Add(uint hash, int offset)
    {
        for (uint probe = 0; offset <= NameSuffix.MaxOffset && probe < Probes; probe++)
        {
            int index = (int)((hash + probe) % SlotCount);
            if (_slots[index] == 0)
            {
                _slots[index] = (hash & 0xFFFF_0000) | (uint)offset;
                return;
            }
        }
    }

    /// <summary>Forgets what stands at the offset or behind it: that part of the message was not kept.</summary>
    public void RemoveFrom(int offset)
    {
        foreach (ref uint slot in (Span<uint>)_slots)
        {
            slot = (slot & NameSuffix.MaxOffset) >= offset ? 0 : slot;
        }
    }

    [InlineArray(SlotCount)]
    private struct Slots
    {
        private uint _first;
    }
}
