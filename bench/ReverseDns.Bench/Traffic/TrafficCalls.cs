using System.Runtime.InteropServices;

namespace ReverseDns.Bench.Traffic;

/// <summary>The system calls of the load generator: a batch of datagrams to or from the kernel at once.</summary>
internal static unsafe partial class TrafficCalls
{
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    /// <summary>The length of a datagram is told whole where its end did not fit.</summary>
    public const int WholeLength = 0x20;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ReceiveMessages(int socket, MessageVector* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SendMessages(int socket, MessageVector* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Receive(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Send(int socket, byte* buffer, nuint length, int flags);
}

/// <summary>struct mmsghdr: one datagram of a batch, and after the call its length.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageVector
{
    public MessageHeader Header;
    public uint Length;
}

/// <summary>struct msghdr; the sockets are connected, so there is no address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Address;
    public uint AddressLength;
    public BufferVector* Buffers;
    public nuint BufferCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferVector
{
    public byte* Start;
    public nuint Length;
}
