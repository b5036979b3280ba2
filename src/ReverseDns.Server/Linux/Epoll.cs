using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// Which of many descriptors are ready, level-triggered. Each has a token that comes back with its events.
/// <see cref="Wake"/> ends a wait from another thread.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const ulong WakeToken = ulong.MaxValue;

    // struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int TokenOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = TokenOffset + sizeof(ulong);

    private readonly int _descriptor;
    private readonly int _wake;
    private readonly int _capacity;
    private readonly byte* _events;

    public Epoll(int capacity)
    {
        _capacity = capacity;
        _events = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)EventSize);
        _descriptor = Checked(LinuxCalls.CreateEpoll(LinuxCalls.EpollCloseOnExec));
        _wake = Checked(LinuxCalls.CreateEvent(0, LinuxCalls.EventNonBlockingCloseOnExec));
        if (!TryAdd(_wake, LinuxCalls.EpollIn, WakeToken))
        {
            throw new IOException("epoll does not take an eventfd");
        }
    }

    public bool TryAdd(int descriptor, uint interest, ulong token) =>
        Control(LinuxCalls.EpollAdd, descriptor, interest, token);

    public void Modify(int descriptor, uint interest, ulong token) =>
        Control(LinuxCalls.EpollModify, descriptor, interest, token);

    public void Remove(int descriptor) => Control(LinuxCalls.EpollDelete, descriptor, 0, 0);

    /// <summary>Returns how many events there are; a wait that was ended by <see cref="Wake"/> may have none.</summary>
    /// <param name="timeoutMilliseconds">-1: as long as it takes.</param>
    public int Wait(int timeoutMilliseconds)
    {
        int count = LinuxCalls.WaitEpoll(_descriptor, _events, _capacity, timeoutMilliseconds);
        for (int i = 0; i < count; i++)
        {
            if (Token(i) == WakeToken)
            {
                ulong value;
                _ = LinuxCalls.Read(_wake, &value, sizeof(ulong));
                count--;
                new ReadOnlySpan<byte>(_events + (count * EventSize), EventSize)
                    .CopyTo(new Span<byte>(_events + (i * EventSize), EventSize));
                break;
            }
        }

        return Math.Max(count, 0);
    }

    public ulong Token(int position) => *(ulong*)(_events + (position * EventSize) + TokenOffset);

    public uint Events(int position) => *(uint*)(_events + (position * EventSize));

    public void Wake()
    {
        ulong one = 1;
        _ = LinuxCalls.Write(_wake, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = LinuxCalls.Close(_wake);
        _ = LinuxCalls.Close(_descriptor);
        NativeMemory.Free(_events);
    }

    private bool Control(int operation, int descriptor, uint interest, ulong token)
    {
        byte* change = stackalloc byte[16];
        *(uint*)change = interest;
        *(ulong*)(change + TokenOffset) = token;
        return LinuxCalls.ControlEpoll(_descriptor, operation, descriptor, change) == 0;
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
}
