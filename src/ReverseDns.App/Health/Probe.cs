using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Server;

namespace ReverseDns.App.Health;

/// <summary>
/// One question to ourselves on its way. It leaves from the address that it goes to, so that it cannot leave the machine, and is
/// never waited for.
/// </summary>
internal sealed class Probe(IPEndPoint address, Transport transport, Sentinel sentinel, SentinelCheck check, TimeProvider clock) : IDisposable
{
    private const int LengthOctets = 2;

    private readonly Socket _socket = transport == Transport.Udp
        ? new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private readonly byte[] _buffer = new byte[LengthOctets + ushort.MaxValue];
    private long _begun;
    private int _received;
    private bool _isAsked;

    public Socket Socket => _socket;

    public Sentinel Sentinel => sentinel;

    /// <summary>Null while there is something to wait for.</summary>
    public ProbeResult? Result { get; private set; }

    /// <summary>It waits to be able to write, not to read.</summary>
    public bool WantsWrite => !_isAsked;

    public void Begin()
    {
        _begun = clock.GetTimestamp();
        try
        {
            _socket.Blocking = false;
            _socket.Bind(new IPEndPoint(address.Address, 0));
        }
        catch (SocketException e)
        {
            End(ProbeOutcome.NoAddress, $"nothing can be sent from {address.Address}: {e.Message}");
            return;
        }

        try
        {
            _socket.Connect(address);
            Advance();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The connection is on its way.
        }
        catch (SocketException e)
        {
            End(ProbeOutcome.Lost, e.Message);
        }
    }

    /// <summary>The socket is ready for what is waited for.</summary>
    public void Advance()
    {
        try
        {
            if (_isAsked)
            {
                Receive();
            }
            else
            {
                Ask();
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // Not yet.
        }
        catch (SocketException e)
        {
            End(ProbeOutcome.Lost, e.Message);
        }
    }

    public void GiveUp() => End(ProbeOutcome.Lost, $"{sentinel}: no answer within {(long)clock.GetElapsedTime(_begun).TotalMilliseconds} ms");

    public void Dispose() => _socket.Dispose();

    private void Ask()
    {
        if (transport == Transport.Udp)
        {
            _socket.Send(sentinel.Request);
        }
        else
        {
            var error = (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (error != SocketError.Success)
            {
                End(ProbeOutcome.Lost, $"no connection: {error}");
                return;
            }

            byte[] length = new byte[LengthOctets];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)sentinel.Request.Length);
            _socket.Send((byte[])[.. length, .. sentinel.Request]);
        }

        _isAsked = true;
    }

    private void Receive()
    {
        int read = _socket.Receive(_buffer.AsSpan(_received));
        if (transport == Transport.Udp)
        {
            Take(_buffer.AsSpan(0, read));
            return;
        }

        _received += read;
        int whole = _received < LengthOctets ? int.MaxValue : LengthOctets + BinaryPrimitives.ReadUInt16BigEndian(_buffer);
        if (_received >= whole)
        {
            Take(_buffer.AsSpan(LengthOctets, whole - LengthOctets));
        }
        else if (read == 0)
        {
            End(ProbeOutcome.Lost, $"{sentinel}: the connection was closed");
        }
    }

    /// <summary>What is no answer to the question is passed over.</summary>
    private void Take(ReadOnlySpan<byte> message)
    {
        if (SentinelCheck.IsAnswerTo(sentinel, message))
        {
            string? fault = check.Check(sentinel, message, out ProbeOutcome outcome);
            End(outcome, fault);
        }
    }

    private void End(ProbeOutcome outcome, string? cause) => Result = new ProbeResult(
        address, transport, outcome, cause is null ? null : $"{address} over {(transport == Transport.Udp ? "UDP" : "TCP")}: {cause}", clock.GetElapsedTime(_begun));
}
