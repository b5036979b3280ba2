using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Server;

/// <summary>
/// A reader of frames that listens on a Unix socket or over TCP, and says before the first frame that it wants them. It is held
/// to a time for everything, and to a few octets for all that it may say.
/// </summary>
internal sealed class FrameConnection : IFrameSink
{
    private static readonly TimeSpan ForHandshake = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForGoodbye = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>A reader that takes nothing for so long is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _clock;
    private readonly ManualResetEventSlim _stopping;
    private bool _hasFailed;

    /// <param name="stopping">When it is set nothing is waited for any longer.</param>
    /// <exception cref="IOException">There is no reader, or it does not want what we have.</exception>
    public FrameConnection(EndPoint reader, TimeProvider clock, ManualResetEventSlim stopping)
    {
        (_clock, _stopping) = (clock, stopping);
        bool isUnix = reader is UnixDomainSocketEndPoint;
        _socket = new Socket(reader.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp) { Blocking = false };
        try
        {
            Open(reader, clock.GetTimestamp());
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new IOException(e.Message, e);
        }
        catch (IOException)
        {
            _socket.Dispose();
            throw;
        }
    }

    public int Write(ReadOnlySpan<byte> frames, out string? failure)
    {
        int sent = Send(frames, Patience, endsWhenStopping: true, out failure);
        _hasFailed = failure is not null;
        return sent;
    }

    public string? Check()
    {
        try
        {
            if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            {
                return null;
            }

            _hasFailed = true;
            Span<byte> octet = stackalloc byte[1];
            return _socket.Receive(octet) == 0 ? "has ended the connection" : "says what nobody has asked for";
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    /// <summary>With the last frame, and a moment for the reader to say that it has all.</summary>
    public void Dispose()
    {
        try
        {
            if (!_hasFailed)
            {
                Say(FrameControl.Stop, ForGoodbye, endsWhenStopping: false);
                Expect(FrameControl.Finish, _clock.GetTimestamp(), ForGoodbye, endsWhenStopping: false);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It has been served as well as it could be.
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private void Open(EndPoint reader, long start)
    {
        try
        {
            _socket.Connect(reader);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress && reader is IPEndPoint)
        {
            if (!Await(SelectMode.SelectWrite, start, ForHandshake, endsWhenStopping: true))
            {
                throw new IOException("does not take the connection", e);
            }

        }

        Say(FrameControl.Ready, ForHandshake, endsWhenStopping: true);
        Expect(FrameControl.Accept, start, ForHandshake, endsWhenStopping: true);
        Say(FrameControl.Start, ForHandshake, endsWhenStopping: true);
    }

    private void Say(FrameControl control, TimeSpan time, bool endsWhenStopping)
    {
        Send(FrameStreams.Write(control), time, endsWhenStopping, out string? failure);
        if (failure is not null)
        {
            throw new IOException(failure);
        }
    }

    /// <summary>One control frame, and no other.</summary>
    private void Expect(FrameControl control, long start, TimeSpan time, bool endsWhenStopping)
    {
        Span<byte> head = stackalloc byte[2 * FrameStreams.LengthSize];
        Fill(head, start, time, endsWhenStopping);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head[FrameStreams.LengthSize..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(head) != 0 || length > FrameStreams.LongestControl)
        {
            throw new IOException("does not speak Frame Streams");
        }

        Span<byte> frame = stackalloc byte[FrameStreams.LongestControl];
        Fill(frame[..(int)length], start, time, endsWhenStopping);
        if (!FrameStreams.Is(control, frame[..(int)length]))
        {
            throw new IOException("does not want dnstap");
        }
    }

    private void Fill(Span<byte> octets, long start, TimeSpan time, bool endsWhenStopping)
    {
        while (!octets.IsEmpty)
        {
            if (!Await(SelectMode.SelectRead, start, time, endsWhenStopping))
            {
                throw new IOException("does not answer");
            }

            int received = _socket.Receive(octets);
            octets = octets[received..];
            if (received == 0)
            {
                throw new IOException("has ended the connection");
            }
        }
    }

    /// <summary>Returns how many octets were taken.</summary>
    /// <param name="time">Without one that was taken.</param>
    /// <param name="failure">Why not all were; null when all were.</param>
    private int Send(ReadOnlySpan<byte> octets, TimeSpan time, bool endsWhenStopping, out string? failure)
    {
        int sent = 0;
        failure = null;
        for (long last = _clock.GetTimestamp(); sent < octets.Length; last = _clock.GetTimestamp())
        {
            int taken = _socket.Send(octets[sent..], SocketFlags.None, out SocketError error);
            sent += error == SocketError.Success ? taken : 0;
            if (error is not SocketError.Success and not SocketError.WouldBlock)
            {
                failure = new SocketException((int)error).Message;
                break;
            }

            if (error == SocketError.WouldBlock && !Await(SelectMode.SelectWrite, last, time, endsWhenStopping))
            {
                failure = "takes nothing any more";
                break;
            }
        }

        return sent;
    }

    private bool Await(SelectMode mode, long start, TimeSpan time, bool endsWhenStopping)
    {
        while (!_socket.Poll(Slice, mode))
        {
            if (_clock.GetElapsedTime(start) > time || (endsWhenStopping && _stopping.IsSet))
            {
                return false;
            }
        }

        return true;
    }
}
