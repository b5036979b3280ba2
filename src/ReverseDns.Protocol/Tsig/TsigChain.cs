using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ReverseDns.Protocol;

/// <summary>
/// The MACs of one exchange under a key, each of which covers the one before (RFC 8945, section 5.3): a request, its
/// answer, and with a transfer all further messages of that. Both ends have one: who signs the request verifies the answers.
/// Allocates when it is made, and not again. One thread at a time.
/// </summary>
public sealed class TsigChain : IDisposable
{
    private const int AdditionalCount = 10;

    private readonly KeyedHash _hash;
    private readonly byte[] _mac = new byte[TsigAlgorithms.MaxMacLength];
    private readonly byte[] _expected = new byte[TsigAlgorithms.MaxMacLength];
    private int _macLength;
    private int _messages;
    private bool _hasUnsigned;

    public TsigChain(TsigKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        _hash = new KeyedHash(key.Algorithm, key.Secret);
    }

    public TsigKey Key { get; }

    /// <summary>The next message is a request.</summary>
    public void Start()
    {
        if (_hasUnsigned)
        {
            _hash.Finish(_expected);
        }

        (_macLength, _messages, _hasUnsigned) = (0, 0, false);
    }

    /// <summary>A chain that goes on where this one is, for another thread.</summary>
    public TsigChain Fork()
    {
        var fork = new TsigChain(Key) { _macLength = _macLength, _messages = _messages };
        _mac.CopyTo(fork._mac, 0);
        return fork;
    }

    /// <summary>
    /// Signs the next message: writes the record behind it and counts it. Returns the new length, or the old one where there
    /// is no room (<see cref="TsigKey.MaxRecordLength"/>).
    /// </summary>
    /// <param name="now">Seconds since 1970.</param>
    public int Sign(Span<byte> message, int length, long now) =>
        Sign(message, length, new TsigStamp(now, TsigRecord.DefaultFudge, TsigError.None, 0));

    /// <summary>Answers a request whose MAC was right and whose time, or length of MAC, was not: that is signed too.</summary>
    public int SignError(Span<byte> message, int length, in TsigRecord request, TsigError error, long now) =>
        Sign(message, length, new TsigStamp(request.TimeSigned, request.Fudge, error, now));

    /// <summary>The record that says BADKEY or BADSIG has no MAC; the names are the request's own.</summary>
    public static int AppendUnsigned(
        Span<byte> message, int length, ReadOnlySpan<byte> request, in TsigRecord tsig, TsigError error)
    {
        Span<byte> key = stackalloc byte[WireName.MaxLength];
        var stamp = new TsigStamp(tsig.TimeSigned, TsigRecord.DefaultFudge, error, 0);
        return tsig.TryGetKeyName(request, key, out int keyLength)
            ? TsigRecord.Append(message, length, key[..keyLength], tsig.ReadAlgorithm(request), stamp, mac: [])
            : length;
    }

    /// <summary>Verifies the next message. Anything but Good leaves the chain of no use for the messages behind.</summary>
    /// <param name="message">It ends with the record.</param>
    public TsigVerdict Verify(ReadOnlySpan<byte> message, in TsigRecord tsig, long now)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        if (!tsig.TryGetKeyName(message, name, out int length)
            || !WireName.Equal(name[..length], Key.Name.Wire)
            || !WireName.Equal(tsig.ReadAlgorithm(message), TsigAlgorithms.NameOf(Key.Algorithm).Wire))
        {
            return TsigVerdict.BadKey;
        }

        int whole = TsigAlgorithms.MacLengthOf(Key.Algorithm);
        if (tsig.MacLength > whole || (tsig.MacLength != 0 && tsig.MacLength < TsigAlgorithms.ShortestMacOf(Key.Algorithm)))
        {
            return TsigVerdict.Malformed;
        }

        if (tsig.MacLength == 0)
        {
            return TsigVerdict.BadSig;
        }

        Span<byte> header = stackalloc byte[MessageHeader.Length];
        message[..MessageHeader.Length].CopyTo(header);
        BinaryPrimitives.WriteUInt16BigEndian(header, tsig.OriginalId);
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(header[AdditionalCount..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[AdditionalCount..], (ushort)(count - 1));
        ReadOnlySpan<byte> body = message[MessageHeader.Length..tsig.Start];
        int macEnd = tsig.Mac + tsig.MacLength;
        Compute(header, body, message.Slice(tsig.Mac - TsigStamp.TimersLength - 2, TsigStamp.TimersLength), message[(macEnd + 2)..], _expected);
        if (!CryptographicOperations.FixedTimeEquals(_expected.AsSpan(0, tsig.MacLength), tsig.ReadMac(message)))
        {
            return TsigVerdict.BadSig;
        }

        Remember(tsig.ReadMac(message));
        return Math.Abs(now - tsig.TimeSigned) > tsig.Fudge ? TsigVerdict.BadTime
            : tsig.MacLength < Key.MacLength ? TsigVerdict.BadTrunc
            : TsigVerdict.Good;
    }

    /// <summary>Takes a message of a transfer that is not signed itself: the next signed one covers it.</summary>
    public void Pass(ReadOnlySpan<byte> message)
    {
        if (!_hasUnsigned)
        {
            AppendMac();
        }

        _hasUnsigned = true;
        _hash.Append(message);
    }

    public void Dispose() => _hash.Dispose();

    private int Sign(Span<byte> message, int length, in TsigStamp stamp)
    {
        DomainName algorithm = TsigAlgorithms.NameOf(Key.Algorithm);
        int otherLength = stamp.OtherLength;
        if (length + TsigRecord.Length(Key.Name, algorithm, Key.MacLength, otherLength) > Math.Min(message.Length, ushort.MaxValue))
        {
            return length;
        }

        Span<byte> timers = stackalloc byte[TsigStamp.TimersLength];
        Span<byte> error = stackalloc byte[TsigStamp.MaxErrorLength];
        stamp.WriteTimers(timers);
        stamp.WriteError(error);
        ReadOnlySpan<byte> header = message[..MessageHeader.Length];
        Compute(
            header, message[MessageHeader.Length..length], timers, error[..(TsigStamp.MaxErrorLength - TsigRecord.TimeLength + otherLength)], _expected);
        Remember(_expected.AsSpan(0, Key.MacLength));
        return TsigRecord.Append(message, length, Key.Name.Wire, algorithm.Wire, stamp, _mac.AsSpan(0, Key.MacLength));
    }

    /// <summary>The digest of RFC 8945, section 4.3; only timers stand for the record behind the first answer (section 5.3.1).</summary>
    private void Compute(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> timers, ReadOnlySpan<byte> error, Span<byte> mac)
    {
        if (!_hasUnsigned)
        {
            AppendMac();
        }

        _hash.Append(header);
        _hash.Append(body);
        bool isWhole = _messages < 2;
        if (isWhole)
        {
            ReadOnlySpan<byte> classAndTtl = [0, (byte)RecordClass.ANY, 0, 0, 0, 0];
            _hash.Append(Key.Name.Wire);
            _hash.Append(classAndTtl);
            _hash.Append(TsigAlgorithms.NameOf(Key.Algorithm).Wire);
        }

        _hash.Append(timers);
        if (isWhole)
        {
            _hash.Append(error);
        }

        _hash.Finish(mac);
        _hasUnsigned = false;
    }

    private void AppendMac()
    {
        if (_messages == 0)
        {
            return;
        }

        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)_macLength);
        _hash.Append(length);
        _hash.Append(_mac.AsSpan(0, _macLength));
    }

    private void Remember(ReadOnlySpan<byte> mac)
    {
        mac.CopyTo(_mac);
        _macLength = mac.Length;
        _messages++;
    }
}
