using System.Numerics;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// Memory for octets held back, of all connections of a worker together: slow clients share a fixed budget. Clients that
/// send whole requests and take their answers need none of it.
/// </summary>
internal sealed unsafe class HeldBudget(int size)
{
    private const int SmallestCapacity = 256;

    private int _left = size;

    /// <summary>Replaces what is held; false when the budget is spent, and then nothing is held.</summary>
    public bool TryHold(ref HeldOctets held, byte* octets, int length)
    {
        if (length > held.Capacity || length == 0)
        {
            Release(ref held);
            if (length == 0)
            {
                return true;
            }

            int capacity = (int)uint.Max((uint)SmallestCapacity, BitOperations.RoundUpToPowerOf2((uint)length));
            if (capacity > _left)
            {
                return false;
            }

            _left -= capacity;
            held.Capacity = capacity;
            held.Start = (byte*)NativeMemory.Alloc((nuint)capacity);
        }

        Buffer.MemoryCopy(octets, held.Start, held.Capacity, length);
        held.Length = length;
        return true;
    }

    public void Release(ref HeldOctets held)
    {
        _left += held.Capacity;
        NativeMemory.Free(held.Start);
        held = default;
    }
}
