using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// The memory of one batch of datagrams, outside the managed heap and laid out once: for each place a request buffer,
/// an answer buffer, the client's address and, on a wildcard socket, the control message that says which of our
/// addresses was asked.
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
    private readonly bool _hasControl;
    private readonly BufferVector* _requests;
    private readonly BufferVector* _answers;

    public UdpBatch(int size, int answerSize, bool hasControl)
    {
        Size = size;
        AnswerSize = answerSize;
        _hasControl = hasControl;
        int answerStride = ((answerSize + CacheLine - 1) & -CacheLine) + Stagger;
        nuint total = (nuint)size * (nuint)((2 * sizeof(MessageVector)) + (2 * sizeof(BufferVector))
            + AddressSize + ControlSize + RequestSize + Stagger + answerStride);
        _memory = (byte*)NativeMemory.AlignedAlloc(total, CacheLine);
        NativeMemory.Clear(_memory, total);
        byte* next = _memory;
        Received = (MessageVector*)Take(ref next, sizeof(MessageVector));
        Sent = (MessageVector*)Take(ref next, sizeof(MessageVector));
        _requests = (BufferVector*)Take(ref next, sizeof(BufferVector));
        _answers = (BufferVector*)Take(ref next, sizeof(BufferVector));
        byte* addresses = Take(ref next, AddressSize);
        byte* controls = Take(ref next, ControlSize);
        byte* requests = Take(ref next, RequestSize + Stagger);
        byte* answers = Take(ref next, answerStride);
        for (int i = 0; i < size; i++)
        {
            _requests[i] = new BufferVector { Start = requests + (i * (RequestSize + Stagger)), Length = RequestSize };
            _answers[i] = new BufferVector { Start = answers + (i * answerStride) };
            Received[i].Header.Address = addresses + (i * AddressSize);
            Received[i].Header.Control = hasControl ? controls + (i * ControlSize) : null;
            Received[i].Header.Buffers = &_requests[i];
            Received[i].Header.BufferCount = 1;
            Sent[i].Header.BufferCount = 1;
        }

        Rearm(size);
    }

    public int Size { get; }

    public int AnswerSize { get; }

    public MessageVector* Received { get; }

    public MessageVector* Sent { get; }

    public ReadOnlySpan<byte> Request(int place) => new(_requests[place].Start, (int)Received[place].Length);

    public Span<byte> Answer(int place) => new(_answers[place].Start, AnswerSize);

    /// <summary>Puts the answer at a place into the line of those to be sent, back to where its request came from.</summary>
    public void Queue(int place, int length, int position)
    {
        MessageHeader* received = &Received[place].Header;
        MessageHeader* sent = &Sent[position].Header;
        _answers[place].Length = (nuint)length;
        sent->Address = received->Address;
        sent->AddressLength = received->AddressLength;
        sent->Buffers = &_answers[place];
        if (_hasControl)
        {
            sent->Control = received->Control;
            sent->ControlLength = received->ControlLength;
            PacketInformation.TurnAround(received->Control, received->ControlLength);
        }
    }

    /// <summary>Makes the first places ready to receive again: the kernel wrote lengths over the sizes.</summary>
    public void Rearm(int places)
    {
        for (int i = 0; i < places; i++)
        {
            Received[i].Header.AddressLength = AddressSize;
            Received[i].Header.ControlLength = _hasControl ? (nuint)ControlSize : 0;
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private byte* Take(ref byte* next, int elementSize)
    {
        byte* taken = next;
        next += (nint)elementSize * Size;
        return taken;
    }
}
