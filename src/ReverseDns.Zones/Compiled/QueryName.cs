using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// A name being looked up: its octets in lower case, where its labels start, and the hash of every suffix. Stands on
/// the stack, so that its address does not change.
/// </summary>
internal unsafe struct QueryName
{
    public int Length;

    /// <summary>The root's not counted.</summary>
    public int Labels;

    /// <summary>Hash of the suffix that starts at a label; that of the root is at <see cref="Labels"/>.</summary>
    public fixed ulong Hashes[WireName.MaxLabels + 1];

    /// <summary>Where a label starts.</summary>
    public fixed byte Offsets[WireName.MaxLabels + 1];

    /// <summary>Wire form in lower case, with room behind it that hashing reads.</summary>
    public fixed byte Lower[WireName.MaxLength + 1 + (2 * sizeof(ulong))];

    /// <summary>Takes in a valid uncompressed name.</summary>
    public static void Read(ref QueryName name, byte* wire, NameHash hash)
    {
        fixed (QueryName* self = &name)
        {
            byte* lower = self->Lower;
            int position = 0;
            int labels = 0;
            int label;
            while ((label = wire[position]) != 0)
            {
                self->Offsets[labels++] = (byte)position;
                lower[position++] = (byte)label;
                for (int end = position + label; position < end; position++)
                {
                    lower[position] = WireName.ToLower(wire[position]);
                }
            }

            lower[position] = 0;
            self->Offsets[labels] = (byte)position;
            self->Length = position + 1;
            self->Labels = labels;
            ulong value = hash.Root;
            self->Hashes[labels] = value;
            while (labels > 0)
            {
                labels--;
                value = hash.Append(value, lower + self->Offsets[labels]);
                self->Hashes[labels] = value;
            }
        }
    }
}
