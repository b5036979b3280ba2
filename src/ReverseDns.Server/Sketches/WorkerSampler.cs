using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Draws queries of one worker, with gaps of changing length, so that nothing that comes at regular intervals is drawn more often
/// than its share.
/// </summary>
internal sealed class WorkerSampler(int oneIn, uint seed)
{
    private const int QuestionFieldsLength = 4;
    private const int AnswerCounts = 6;
    private const byte Authoritative = 0x04;

    private readonly SampleRing _ring = new();
    private uint _state = (seed * 0x9E37_79B9) | 1;
    private int _left = 1;

    public long Lost => _ring.Lost;

    /// <summary>To be asked for each query: whether it is drawn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNext() => --_left <= 0 && Draw();

    /// <param name="message">The answer, with its question.</param>
    /// <param name="questionEnd">Behind the question; 0 when none could be read.</param>
    public void Take(UInt128 address, bool isIpv6, ReadOnlySpan<byte> message, int questionEnd, RecordType type, in AnswerSummary summary, ZoneTable zones)
    {
        if (!_ring.TryReserve(out TrafficSample? sample))
        {
            return;
        }

        (sample.Address, sample.IsIpv6, sample.Type) = (address, isIpv6, type);
        sample.OriginLabels = summary.Zone >= 0 ? zones.Zones[summary.Zone].Origin.LabelCount : -1;
        ReadOnlySpan<byte> name = questionEnd == 0
            ? []
            : message[RequestReader.HeaderLength..(questionEnd - QuestionFieldsLength)];
        sample.SetName(name, questionEnd == 0 ? -1 : CutOf(message, questionEnd));
        _ring.Commit();
    }

    public void Drain(Action<TrafficSample> take) => _ring.Drain(take);

    /// <summary>A referral is not authoritative and begins with the NS records of the cut, whose name is an end of the question's.</summary>
    private static int CutOf(ReadOnlySpan<byte> message, int questionEnd)
    {
        const int FirstPointer = 0xC000 + RequestReader.HeaderLength;
        bool isReferral = (message[2] & Authoritative) == 0
            && (message[3] & 0x0F) == (int)ResponseCode.NoError
            && BinaryPrimitives.ReadUInt16BigEndian(message[AnswerCounts..]) == 0
            && BinaryPrimitives.ReadUInt16BigEndian(message[(AnswerCounts + 2)..]) != 0
            && message.Length >= questionEnd + 4
            && BinaryPrimitives.ReadUInt16BigEndian(message[(questionEnd + 2)..]) == (int)RecordType.NS;
        int pointer = isReferral ? BinaryPrimitives.ReadUInt16BigEndian(message[questionEnd..]) : 0;
        return pointer >= FirstPointer && pointer - 0xC000 < questionEnd ? pointer - FirstPointer : -1;
    }

    /// <summary>The next gap: from 1 to twice the mean less one, all as likely (xorshift).</summary>
    private bool Draw()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        _left = 1 + (int)(((ulong)_state * ((2UL * (uint)oneIn) - 1)) >> 32);
        return true;
    }
}
