using System.Runtime.CompilerServices;

namespace ReverseDns.Protocol;

/// <summary>
/// Where the suffixes of names stand in a message being written. It has a fixed number of slots and looks at a fixed
/// number of them, so that no choice of names makes writing slow: what finds no slot is not remembered and costs
/// octets, not time. Case counts, so that a name comes out as it went in.
/// </summary>
internal struct CompressionTable
{
    private const int SlotCount = 512;
    private const int Probes = 4;

    /// <summary>A pointer has 14 bits.</summary>
    private const int MaxOffset = 0x3FFF;

    private Slots _slots;

    /// <summary>Hashes each suffix of a name, the whole name first, in one pass over its octets.</summary>
    public static void HashSuffixes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, Span<uint> hashes)
    {
        const uint offsetBasis = 2_166_136_261;
        const uint prime = 16_777_619;
        uint hash = offsetBasis;
        for (int label = labels.Length - 1; label >= 0; label--)
        {
            foreach (byte octet in name.Slice(labels[label], name[labels[label]] + 1))
            {
                hash = (hash ^ octet) * prime;
            }

            hashes[label] = hash;
        }
    }

    public readonly bool TryFind(ReadOnlySpan<byte> message, ReadOnlySpan<byte> suffix, uint hash, out int offset)
    {
        for (uint probe = 0; probe < Probes; probe++)
        {
            uint slot = _slots[(int)((hash + probe) % SlotCount)];
            offset = (int)(slot & MaxOffset);
            if (slot != 0 && slot >> 16 == hash >> 16 && StandsAt(message, offset, suffix))
            {
                return true;
            }
        }

        offset = 0;
        return false;
    }

    public void Add(uint hash, int offset)
    {
        for (uint probe = 0; offset <= MaxOffset && probe < Probes; probe++)
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
            slot = (slot & MaxOffset) >= offset ? 0 : slot;
        }
    }

    private static bool StandsAt(ReadOnlySpan<byte> message, int offset, ReadOnlySpan<byte> suffix)
    {
        while (true)
        {
            int label = message[offset];
            if (label > WireName.MaxLabelLength)
            {
                offset = ((label << 8) | message[offset + 1]) & MaxOffset;
                continue;
            }

            if (label == 0 || suffix[0] == 0)
            {
                return label == suffix[0];
            }

            if (!message.Slice(offset, label + 1).SequenceEqual(suffix[..Math.Min(suffix.Length, label + 1)]))
            {
                return false;
            }

            offset += label + 1;
            suffix = suffix[(label + 1)..];
        }
    }

    [InlineArray(SlotCount)]
    private struct Slots
    {
        private uint _first;
    }
}
