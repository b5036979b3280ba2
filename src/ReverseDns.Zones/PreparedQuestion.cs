using System.Runtime.CompilerServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// The name of a question on its way to the answer. The questions of a batch take each step together
/// (<see cref="ZoneTable.Prepare"/>, <see cref="ZoneTable.Approach"/>, <see cref="ZoneTable.Complete"/>),
/// and so wait for memory together. Stands on the stack or outside the managed heap: it must not move.
/// </summary>
public unsafe ref struct PreparedQuestion
{
    /// <summary>Index in the table; -1 when no zone covers the name.</summary>
    internal int Zone;
    internal QueryName Name;

    /// <summary>Reads the name at the start of octets that nobody has checked yet; says how many it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadName(PreparedQuestion* question, ReadOnlySpan<byte> octets, out int length)
    {
        bool isName = QueryName.TryMeasure(&question->Name, octets);
        length = question->Name.Length;
        return isName;
    }
}
