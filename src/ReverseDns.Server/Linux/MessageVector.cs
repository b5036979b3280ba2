using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>struct mmsghdr of the system call interface: one datagram of a batch, and after the call its length.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageVector
{
    public MessageHeader Header;
    public uint Length;
}

/// <summary>struct msghdr of the system call interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Address;
    public uint AddressLength;
    public BufferVector* Buffers;
    public nuint BufferCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct iovec of the system call interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferVector
{
    public byte* Start;
    public nuint Length;
}
