using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>A copy outside the managed heap of octets that could not be done with at once.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HeldOctets
{
    public byte* Start;
    public int Length;
    public int Capacity;
}
