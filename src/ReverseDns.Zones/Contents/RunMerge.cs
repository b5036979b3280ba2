namespace ReverseDns.Zones;

/// <summary>Sorts what consists of a few sorted runs, one behind the other, by merging them.</summary>
internal static unsafe class RunMerge
{
    private const int MostRuns = 16;

    /// <summary>Shorter ones are sorted as fast.</summary>
    private const int LeastCount = 1 << 12;

    /// <summary>False, with nothing changed, when there are more runs than are worth it. Equal keys stay in their order.</summary>
    public static bool TrySort(Span<ulong> keys, Span<uint> indexes)
    {
        Span<int> ends = stackalloc int[MostRuns];
        int runs = keys.Length < LeastCount ? 0 : FindRuns(keys, ends);
        if (runs == 0)
        {
            return false;
        }

        using var buffer = new NativeBuffer((long)keys.Length * (sizeof(ulong) + sizeof(uint)));
        var otherKeys = new Span<ulong>(buffer.Start, keys.Length);
        var otherIndexes = new Span<uint>(buffer.Start + ((long)keys.Length * sizeof(ulong)), keys.Length);
        bool isElsewhere = false;
        for (; runs > 1; isElsewhere = !isElsewhere)
        {
            runs = isElsewhere
                ? MergePairs(otherKeys, otherIndexes, keys, indexes, ends[..runs])
                : MergePairs(keys, indexes, otherKeys, otherIndexes, ends[..runs]);
        }

        if (isElsewhere)
        {
            otherKeys.CopyTo(keys);
            otherIndexes.CopyTo(indexes);
        }

        return true;
    }

    /// <summary>The number of runs; 0 for too many.</summary>
    private static int FindRuns(ReadOnlySpan<ulong> keys, Span<int> ends)
    {
        int runs = 0;
        for (int i = 1; i <= keys.Length; i++)
        {
            if (i == keys.Length || keys[i] < keys[i - 1])
            {
                if (runs == ends.Length)
                {
                    return 0;
                }

                ends[runs++] = i;
            }
        }

        return runs;
    }

    /// <summary>Merges each run with the one behind it; returns how many there are then.</summary>
    private static int MergePairs(
        ReadOnlySpan<ulong> keys, ReadOnlySpan<uint> indexes, Span<ulong> mergedKeys, Span<uint> mergedIndexes, Span<int> ends)
    {
        int start = 0;
        for (int run = 0; run < ends.Length; run += 2)
        {
            int middle = ends[run];
            int end = run + 1 < ends.Length ? ends[run + 1] : middle;
            int left = start;
            int right = middle;
            for (int i = start; i < end; i++)
            {
                int from = right == end || (left < middle && keys[left] <= keys[right]) ? left++ : right++;
                mergedKeys[i] = keys[from];
                mergedIndexes[i] = indexes[from];
            }

            ends[run / 2] = end;
            start = end;
        }

        return (ends.Length + 1) / 2;
    }
}
