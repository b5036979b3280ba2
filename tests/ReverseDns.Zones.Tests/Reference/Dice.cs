namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Chance with a seed (SplitMix64): the same seed gives the same throws on every machine.</summary>
public sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 up to, not including, the count.</summary>
    public int Throw(int count) => (int)(Next() % (ulong)count);

    public bool OneIn(int count) => Throw(count) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[Throw(from.Count)];

    public byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)Next())];

    private ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
