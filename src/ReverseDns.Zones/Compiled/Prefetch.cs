using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ReverseDns.Zones.Compiled;

/// <summary>Asks for memory that will be read soon; where the processor has no such instruction it does nothing.</summary>
internal static unsafe class Prefetch
{
    private const int Line = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(void* start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            One((byte*)start + (i * Line));
        }
    }
}
