namespace ReverseDns.Server;

/// <summary>The processor cores that this process may run on.</summary>
internal static unsafe class Cores
{
    private const int MaskLength = 1_024;

    public static IReadOnlyList<int> Usable()
    {
        byte* mask = stackalloc byte[MaskLength];
        new Span<byte>(mask, MaskLength).Clear();
        var cores = new List<int>();
        int length = LinuxCalls.GetAffinity(0, MaskLength, mask);
        for (int core = 0; length >= 0 && core < MaskLength * 8; core++)
        {
            if ((mask[core / 8] & (1 << (core % 8))) != 0)
            {
                cores.Add(core);
            }
        }

        return cores;
    }

    /// <summary>Keeps the calling thread on one core. A kernel that does not let it is none the worse: the thread wanders.</summary>
    public static void PinThread(int core)
    {
        byte* mask = stackalloc byte[MaskLength];
        new Span<byte>(mask, MaskLength).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        _ = LinuxCalls.SetAffinity(0, MaskLength, mask);
    }
}
