using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ReverseDns.App.Route.Kernel;

/// <summary>Asks the kernel one thing at a time, and waits for what it says. For one thread.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    public const int TimedOutError = 110;
    private const int BufferSize = 64 << 10;

    /// <summary>No dump that is of use here is larger.</summary>
    private const int MostReads = 4_096;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _socket;
    private uint _sequence;

    /// <exception cref="IOException">There is no netlink here.</exception>
    public NetlinkSocket()
    {
        _socket = NetlinkCalls.Open(NetlinkCalls.NetlinkFamily, NetlinkCalls.RawCloseOnExec, NetlinkCalls.RouteProtocol);
        if (_socket < 0)
        {
            throw new IOException($"netlink: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        // A second, as struct timeval: the kernel answers at once, or something is very wrong.
        long* second = stackalloc long[2];
        (second[0], second[1]) = (1, 0);
        _ = NetlinkCalls.SetOption(_socket, NetlinkCalls.SocketLevel, NetlinkCalls.ReceiveTimeout, second, 2 * sizeof(long));
    }

    internal delegate void MessageHandler(NetlinkKind kind, ReadOnlySpan<byte> body);

    /// <returns>0, or errno.</returns>
    public int Ask(NetlinkKind kind, NetlinkFlags flags, ReadOnlySpan<byte> fixedPart, Action<NetlinkWriter>? attributes = null, MessageHandler? heard = null)
    {
        uint sequence = ++_sequence;
        var request = new NetlinkWriter(kind, flags | NetlinkFlags.Acknowledge, sequence, fixedPart);
        attributes?.Invoke(request);
        byte[] message = request.ToArray();
        fixed (byte* octets = message)
        {
            if (NetlinkCalls.Send(_socket, octets, (nuint)message.Length, 0) != message.Length)
            {
                return Marshal.GetLastPInvokeError();
            }
        }

        for (int read = 0; read < MostReads; read++)
        {
            if (Receive() is not { } length)
            {
                return Marshal.GetLastPInvokeError();
            }

            if (TryEnd(_buffer.AsSpan(0, length), sequence, heard, out int error))
            {
                return error;
            }
        }

        return TimedOutError;
    }

    public void Dispose()
    {
        if (_socket >= 0)
        {
            _ = NetlinkCalls.Close(_socket);
            _socket = -1;
        }
    }

    /// <summary>False: more is to come.</summary>
    public static bool TryEnd(ReadOnlySpan<byte> octets, uint sequence, MessageHandler? heard, out int error)
    {
        error = 0;
        var reader = new NetlinkReader(octets);
        while (reader.TryReadMessage(out NetlinkKind kind, out uint answered, out ReadOnlySpan<byte> body))
        {
            if (answered != sequence)
            {
                // Of a request that was given up.
                continue;
            }

            if (kind is NetlinkKind.Error or NetlinkKind.Done)
            {
                error = body.Length < sizeof(int) ? 0 : -BitConverter.ToInt32(body);
                return true;
            }

            heard?.Invoke(kind, body);
        }

        return false;
    }

    private int? Receive()
    {
        fixed (byte* octets = _buffer)
        {
            nint length = NetlinkCalls.Receive(_socket, octets, BufferSize, 0);
            return length < 0 ? null : (int)length;
        }
    }
}
