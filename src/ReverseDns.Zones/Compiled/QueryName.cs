using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// A name being looked up: its octets in lower case, where its labels start, and the hash of every suffix. Stands on
/// the stack or outside the managed heap, so that its address does not change.
/// </summary>
internal unsafe struct QueryName
{
    /// <summary>The node that the index alone gives for the longest suffix that exists; null before it is asked.</summary>
    public NodeHeader* Likely;

    /// <summary>Where the name of <see cref="Likely"/> starts.</summary>
    public int LikelyLabel;

    public int Length;

    /// <summary>The root's not counted.</summary>
    public int Labels;

    /// <summary>Where a label starts.</summary>
    public fixed byte Offsets[WireName.MaxLabels + 1];

    /// <summary>Wire form in lower case, with room behind it that hashing reads and lower-casing writes.</summary>
    public fixed byte Lower[WireName.MaxLength + 1 + (2 * sizeof(ulong))];

    /// <summary>Hash of the suffix that starts at a label; that of the root is at <see cref="Labels"/>.</summary>
    public fixed ulong Hashes[WireName.MaxLabels + 1];

    /// <summary>Finds the labels of an uncompressed name that nobody has checked yet; <see cref="Fill"/> does the rest.</summary>
    public static bool TryMeasure(QueryName* name, ReadOnlySpan<byte> octets)
    {
        int labels = 0;
        int limit = Math.Min(octets.Length, WireName.MaxLength);
        for (int position = 0; (uint)position < (uint)limit;)
        {
            int label = octets[position];
            name->Offsets[labels++] = (byte)position;
            position += label + 1;
            if (label == 0)
            {
                name->Labels = labels - 1;
                name->Length = position;
                return true;
            }

            if (label > WireName.MaxLabelLength)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Takes in the octets of a name that has been measured.</summary>
    public static void Fill(QueryName* name, byte* wire, NameHash hash)
    {
        ToLower(wire, name->Lower, name->Length);
        name->Likely = null;
        int labels = name->Labels;
        ulong value = hash.Root;
        name->Hashes[labels] = value;
        while (labels > 0)
        {
            labels--;
            value = hash.Append(value, name->Lower + name->Offsets[labels]);
            name->Hashes[labels] = value;
        }
    }

    /// <summary>Takes in a valid uncompressed name.</summary>
    public static void Read(ref QueryName name, byte* wire, NameHash hash)
    {
        fixed (QueryName* self = &name)
        {
            TryMeasure(self, new ReadOnlySpan<byte>(wire, WireName.MaxLength));
            Fill(self, wire, hash);
        }
    }

    /// <summary>Reads exactly the octets of the name; the last ones twice rather than one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToLower(byte* wire, byte* lower, int length)
    {
        const int Width = 16;
        if (length < Width)
        {
            for (int i = 0; i < length; i++)
            {
                lower[i] = WireName.ToLower(wire[i]);
            }

            return;
        }

        for (int position = 0; position < length - Width; position += Width)
        {
            ToLower(Vector128.Load(wire + position)).Store(lower + position);
        }

        ToLower(Vector128.Load(wire + length - Width)).Store(lower + length - Width);
    }

    /// <summary>Lengths of labels are below 'A' and so stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToLower(Vector128<byte> octets)
    {
        var isUpper = Vector128.LessThan(octets - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
        return octets | (isUpper & Vector128.Create((byte)0x20));
    }
}
