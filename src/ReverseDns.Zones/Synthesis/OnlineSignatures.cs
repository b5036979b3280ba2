using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Signatures for the answers of one thread: the last ones are kept, and only so many a second are made, so that no flood
/// of names takes the time of other answers. Memory is taken with the first signature, and then never more.
/// </summary>
/// <param name="canTruncate">Over UDP: a client whose answer is left out comes again over TCP, if it is not made up.</param>
public sealed class OnlineSignatures(OnlineSigningOptions options, TimeProvider clock, bool canTruncate)
{
    private const int SlotLength = 1_024;
    private const int KeyLengthOffset = 0;
    private const int LengthOffset = 2;
    private const int MadeOffset = 4;
    private const int KeyOffset = 12;
    private const int KeyHeaderLength = 14;

    /// <summary>The longest key: owner, next name and the types there are in one window of a bitmap, or two names.</summary>
    private const int MaxKeyLength = 640;

    /// <summary>Signatures that are out of the limit's rhythm by no more than this are made.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    /// <summary>Far below any validity, and above the TTLs for which a name is asked again.</summary>
    private static readonly TimeSpan LongestUse = TimeSpan.FromHours(1);

    private readonly long _interval = Math.Max(clock.TimestampFrequency / options.SignaturesPerSecond, 1);
    private readonly long _burst = (long)(clock.TimestampFrequency * Burst.TotalSeconds);
    private byte[] _slots = [];
    private long? _paidUntil;

    internal bool CanTruncate => canTruncate;

    /// <summary>The signatures of an RRset of one record, as <see cref="IOnlineSigner.TrySign"/> has them.</summary>
    /// <param name="hash">Of the owner.</param>
    internal OnlineOutcome TrySign(
        IOnlineSigner signer,
        ulong hash,
        ReadOnlySpan<byte> owner,
        RecordType type,
        uint ttl,
        ReadOnlySpan<byte> rdata,
        Span<byte> signatures,
        out int length)
    {
        Span<byte> key = stackalloc byte[MaxKeyLength];
        int keyLength = WriteKey(signer, owner, type, ttl, rdata, key);
        key = key[..keyLength];
        long now = clock.GetTimestamp();
        Span<byte> slot = SlotOf(hash ^ (ulong)type);
        if (keyLength > 0 && IsKept(slot, key, now, out length))
        {
            slot.Slice(KeyOffset + keyLength, length).CopyTo(signatures);
            return OnlineOutcome.Written;
        }

        length = 0;
        if (!TryPay(signer.Cost, now))
        {
            return OnlineOutcome.OverLimit;
        }

        if (!signer.TrySign(owner, type, ttl, rdata, signatures, out length))
        {
            return OnlineOutcome.NoKey;
        }

        if (keyLength > 0 && KeyOffset + keyLength + length <= SlotLength)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(slot[KeyLengthOffset..], (ushort)keyLength);
            BinaryPrimitives.WriteUInt16LittleEndian(slot[LengthOffset..], (ushort)length);
            BinaryPrimitives.WriteInt64LittleEndian(slot[MadeOffset..], now);
            key.CopyTo(slot[KeyOffset..]);
            signatures[..length].CopyTo(slot[(KeyOffset + keyLength)..]);
        }

        return OnlineOutcome.Written;
    }

    /// <summary>All that the signatures depend on; 0 for what is too long to be kept.</summary>
    private static int WriteKey(
        IOnlineSigner signer, ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> key)
    {
        int length = KeyHeaderLength + owner.Length + rdata.Length;
        if (length > key.Length)
        {
            return 0;
        }

        BinaryPrimitives.WriteInt64LittleEndian(key, signer.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(key[8..], (ushort)type);
        BinaryPrimitives.WriteUInt32LittleEndian(key[10..], ttl);
        owner.CopyTo(key[KeyHeaderLength..]);
        rdata.CopyTo(key[(KeyHeaderLength + owner.Length)..]);
        return length;
    }

    private bool IsKept(ReadOnlySpan<byte> slot, ReadOnlySpan<byte> key, long now, out int length)
    {
        length = BinaryPrimitives.ReadUInt16LittleEndian(slot[LengthOffset..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(slot[KeyLengthOffset..]) == key.Length
            && slot.Slice(KeyOffset, key.Length).SequenceEqual(key)
            && clock.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(slot[MadeOffset..]), now) < LongestUse;
    }

    private Span<byte> SlotOf(ulong hash)
    {
        if (_slots.Length == 0)
        {
            _slots = new byte[(long)options.CacheSize * SlotLength];
        }

        return _slots.AsSpan((int)(hash % (ulong)options.CacheSize) * SlotLength, SlotLength);
    }

    /// <summary>Each signature takes its interval of the time that has passed, of which no more than a burst is kept.</summary>
    private bool TryPay(int cost, long now)
    {
        long price = _interval * cost;
        long start = Math.Max(_paidUntil ?? long.MinValue, now - Math.Max(_burst, price));
        bool isPaid = start + price <= now;
        _paidUntil = isPaid ? start + price : start;
        return isPaid;
    }
}
