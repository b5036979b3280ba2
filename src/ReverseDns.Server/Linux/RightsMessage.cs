using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>A datagram to another process with descriptors beside it, which that process then has too (unix(7), SCM_RIGHTS).</summary>
internal static unsafe class RightsMessage
{
    private const int SocketLevel = 1;
    private const int Rights = 1;

    /// <summary>In one message, as the kernel has it, rounded down.</summary>
    public const int Most = 250;

    /// <returns>False: it cannot be sent.</returns>
    public static bool TrySend(int socket, ReadOnlySpan<byte> text, ReadOnlySpan<int> descriptors)
    {
        int size = sizeof(ControlHeader) + (descriptors.Length * sizeof(int));
        byte[] control = new byte[(size + 7) & ~7];
        descriptors.CopyTo(MemoryMarshal.Cast<byte, int>(control.AsSpan(sizeof(ControlHeader))));
        fixed (byte* octets = text)
        fixed (byte* rights = control)
        {
            *(ControlHeader*)rights = new ControlHeader { Length = (nuint)size, Level = SocketLevel, Type = Rights };
            var piece = new BufferVector { Start = octets, Length = (nuint)text.Length };
            var message = new MessageHeader { Buffers = &piece, BufferCount = 1, Control = rights, ControlLength = (nuint)control.Length };
            return LinuxCalls.SendMessage(socket, &message, LinuxCalls.NoSignal) == text.Length;
        }
    }

    /// <summary>struct cmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
