using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// The memory of one batch of datagrams, outside the managed heap and laid out once: for each place a buffer, the client's
/// address and, on a wildcard socket, the control message that says which of our addresses was asked. An answer is written
/// over its request, and what was received is sent back: so few cache lines are touched, and little is set between calls.
/// </summary>
internal sealed unsafe class UdpBatch : IDisposable
{
    /// <summary>Longer requests over UDP are dropped; a query with every option we know has less than half of it.</summary>
    public const int RequestSize = 2_048;

    private const int AddressSize = 64;
    private const int ControlSize = 64;

    // Buffers a power of two apart would all fall into the same few sets of the first-level cache.
    private const int Stagger = 64;
    private const int CacheLine = 64;

    private readonly byte* _memory;
    private readonly int _bufferSize;
    private readonly bool _hasControl;
    private readonly PendingRequest* _pending;

    public UdpBatch(int size, int answerSize, bool hasControl)
    {
        Size = size;
        _bufferSize = Math.Max((answerSize + CacheLine - 1) & -CacheLine, RequestSize);
        _hasControl = hasControl;
        int stride = _bufferSize + Stagger;
        nuint total = (nuint)size * (nuint)(sizeof(MessageVector) + sizeof(BufferVector)
            + AddressSize + ControlSize + stride + sizeof(PendingRequest));
        _memory = (byte*)NativeMemory.AlignedAlloc(total, CacheLine);
        NativeMemory.Clear(_memory, total);
        byte* next = _memory;
        Messages = (MessageVector*)Take(ref next, sizeof(MessageVector));
        var vectors = (BufferVector*)Take(ref next, sizeof(BufferVector));
        byte* addresses = Take(ref next, AddressSize);
        byte* controls = Take(ref next, ControlSize);
        byte* buffers = Take(ref next, stride);
        _pending = (PendingRequest*)Take(ref next, sizeof(PendingRequest));
        for (int i = 0; i < size; i++)
        {
            vectors[i].Start = buffers + (i * stride);
            Messages[i].Header = new MessageHeader
            {
                Address = addresses + (i * AddressSize),
                AddressLength = AddressSize,
                Buffers = &vectors[i],
                BufferCount = 1,
                Control = hasControl ? controls + (i * ControlSize) : null,
            };
        }

        Rearm(size);
    }

    public int Size { get; }

    /// <summary>Received into, then those that are answered moved to the front and sent.</summary>
    public MessageVector* Messages { get; }

    public ReadOnlySpan<byte> Request(int place) => new(Start(place), (int)Messages[place].Length);

    /// <summary>The request, and room for its answer.</summary>
    public Span<byte> Buffer(int place) => new(Start(place), _bufferSize);

    /// <summary>Where the request came from.</summary>
    public SocketName Client(int place, bool isIpv6) =>
        SocketName.Read(new ReadOnlySpan<byte>(Messages[place].Header.Address, AddressSize), isIpv6);

    /// <summary>Where it was sent to.</summary>
    /// <param name="bound">What the socket is bound to.</param>
    public SocketName Local(int place, SocketName bound)
    {
        MessageHeader* message = &Messages[place].Header;
        return _hasControl && PacketInformation.TryReadAddress(message->Control, message->ControlLength, out UInt128 address)
            ? bound with { Address = address }
            : bound;
    }

    public PendingRequest* Pending(int place) => _pending + place;

    public bool IsTooLong(int place) => (Messages[place].Header.Flags & LinuxCalls.TruncatedFlag) != 0;

    /// <summary>Puts the answer that stands in a place's buffer into the line of those to be sent, behind the ones before.</summary>
    public void Queue(int place, int length, int position)
    {
        if (position != place)
        {
            (Messages[position], Messages[place]) = (Messages[place], Messages[position]);
        }

        MessageHeader* message = &Messages[position].Header;
        message->Buffers->Length = (nuint)length;
        if (_hasControl)
        {
            PacketInformation.TurnAround(message->Control, message->ControlLength);
        }
    }

    /// <summary>
    /// Makes the first places ready to receive again. The length of an address needs no care: on one socket all are as long.
    /// </summary>
    public void Rearm(int places)
    {
        for (int i = 0; i < places; i++)
        {
            Messages[i].Header.Buffers->Length = RequestSize;
            if (_hasControl)
            {
                Messages[i].Header.ControlLength = ControlSize;
            }
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private byte* Start(int place) => Messages[place].Header.Buffers->Start;

    private byte* Take(ref byte* next, int elementSize)
    {
        byte* taken = next;
        next += (nint)elementSize * Size;
        return taken;
    }
}
