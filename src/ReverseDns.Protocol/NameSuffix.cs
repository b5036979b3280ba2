namespace ReverseDns.Protocol;

/// <summary>
/// What whoever compresses names needs to know of their suffixes (RFC 1035, section 4.1.4). Case counts, so that a name comes
/// out as it went in.
/// </summary>
public static class NameSuffix
{
    /// <summary>A pointer has 14 bits.</summary>
    public const int MaxOffset = 0x3FFF;

    /// <summary>Hashes each suffix of a name, the whole name first, in one pass over its octets.</summary>
    /// <param name="labels">Where the name's labels start, as <see cref="WireName.LabelOffsets"/> says.</param>
    public static void Hash(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, Span<uint> hashes)
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

    /// <summary>True when the name that stands at an offset is this one, its case as well.</summary>
    /// <param name="message">Written by the caller: what stands there is a name, and its pointers lead to names.</param>
    public static bool StandsAt(ReadOnlySpan<byte> message, int offset, ReadOnlySpan<byte> suffix)
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
}
