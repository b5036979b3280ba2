using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Reads a request in one pass, front to back. Whatever is wrong with it makes the read false: the caller answers
/// FORMERR, and the fields read so far mean nothing.
/// </summary>
internal static class RequestReader
{
    public const int HeaderLength = 12;

    private const int QuestionFieldsLength = 4;
    private const int RecordFieldsLength = 10;
    private const int OptionFieldsLength = 4;

    /// <summary>The question behind the header. Its name may not be compressed: there is nothing before it to point to.</summary>
    public static unsafe bool TryReadQuestion(ReadOnlySpan<byte> message, PreparedQuestion* question, ref Request request)
    {
        ReadOnlySpan<byte> octets = message[HeaderLength..];
        if (!PreparedQuestion.TryReadName(question, octets, out int length)
            || !BinaryPrimitives.TryReadUInt32BigEndian(octets[length..], out uint fields))
        {
            return false;
        }

        request.Type = (RecordType)(fields >> 16);
        request.Class = (RecordClass)(ushort)fields;
        request.QuestionEnd = HeaderLength + length + QuestionFieldsLength;
        return true;
    }

    /// <summary>
    /// All records behind the question, up to the message's last octet. Those that a query has no use for are passed
    /// over; OPT and TSIG are held to their places (RFC 6891, section 6.1.1; RFC 8945, section 5.1).
    /// </summary>
    public static bool TryReadRecords(ReadOnlySpan<byte> message, ref Request request)
    {
        ulong counts = BinaryPrimitives.ReadUInt64BigEndian(message[4..]) & 0xFFFF_FFFF_FFFF;
        int position = request.QuestionEnd;
        if (counts != 0)
        {
            int additional = (ushort)counts;
            int others = (ushort)(counts >> 16) + (ushort)(counts >> 32);
            for (int left = others + additional; left > 0; left--)
            {
                if (!TryReadRecord(message, ref position, left <= additional, left == 1, ref request))
                {
                    return false;
                }
            }
        }

        return position == message.Length;
    }

    private static bool TryReadRecord(
        ReadOnlySpan<byte> message, ref int position, bool isAdditional, bool isLast, ref Request request)
    {
        int owner = position;
        if (!TryPassName(message, ref position) || position + RecordFieldsLength > message.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> fields = message[position..];
        uint typeAndClass = BinaryPrimitives.ReadUInt32BigEndian(fields);
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(fields[4..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
        int rdata = position + RecordFieldsLength;
        position = rdata + length;
        if (position > message.Length)
        {
            return false;
        }

        return (RecordType)(typeAndClass >> 16) switch
        {
            RecordType.OPT => isAdditional && !request.HasOpt && message[owner] == 0
                && TryReadOpt(message.Slice(rdata, length), (ushort)typeAndClass, ttl, ref request),
            RecordType.TSIG => isAdditional && isLast && (ushort)typeAndClass == (ushort)RecordClass.ANY
                && TryReadTsig(message, owner, rdata, length, ref request),
            _ => true,
        };
    }

    private static bool TryReadOpt(ReadOnlySpan<byte> options, ushort payloadSize, uint ttl, ref Request request)
    {
        request.HasOpt = true;
        request.PayloadSize = payloadSize;
        request.EdnsVersion = (byte)(ttl >> 16);
        request.DnssecOk = (ttl & 0x8000) != 0;
        if (request.EdnsVersion != 0)
        {
            return true;
        }

        while (!options.IsEmpty)
        {
            if (options.Length < OptionFieldsLength)
            {
                return false;
            }

            int end = OptionFieldsLength + BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            var code = (EdnsOptionCode)BinaryPrimitives.ReadUInt16BigEndian(options);
            if (end > options.Length || (code == EdnsOptionCode.ZoneVersion && end > OptionFieldsLength))
            {
                return false;
            }

            request.WantsNsid |= code == EdnsOptionCode.NameServerIdentifier;
            request.Wishes |= code switch
            {
                EdnsOptionCode.Expire => EdnsWishes.Expire,
                EdnsOptionCode.Padding => EdnsWishes.Padding,
                EdnsOptionCode.ZoneVersion => EdnsWishes.ZoneVersion,
                EdnsOptionCode.TcpKeepalive => EdnsWishes.Keepalive,
                _ => EdnsWishes.None,
            };
            bool isCookie = code == EdnsOptionCode.Cookie && request.Cookie.State == CookieState.None;
            if (isCookie && !Cookie.TryRead(options[OptionFieldsLength..end], out request.Cookie))
            {
                return false;
            }

            options = options[end..];
        }

        return true;
    }

    /// <summary>Only the record's shape is checked: algorithm, time, fudge, MAC, original id, error, other data.</summary>
    private static bool TryReadTsig(ReadOnlySpan<byte> message, int owner, int rdata, int length, ref Request request)
    {
        const int TimeAndFudge = 8;
        ReadOnlySpan<byte> fields = message.Slice(rdata, length);
        if (!WireName.TryMeasure(fields, out int algorithm))
        {
            return false;
        }

        int macLength = algorithm + TimeAndFudge;
        if (macLength + 2 > length)
        {
            return false;
        }

        int otherLength = macLength + 2 + BinaryPrimitives.ReadUInt16BigEndian(fields[macLength..]) + 4;
        if (otherLength + 2 > length
            || otherLength + 2 + BinaryPrimitives.ReadUInt16BigEndian(fields[otherLength..]) != length)
        {
            return false;
        }

        request.TsigOwner = owner;
        request.TsigRdata = rdata;
        request.TsigRdataLength = length;
        return true;
    }

    /// <summary>Moves behind a name that may end in a compression pointer; where that points to is not looked at.</summary>
    private static bool TryPassName(ReadOnlySpan<byte> message, ref int position)
    {
        int limit = Math.Min(message.Length, position + WireName.MaxLength);
        for (int at = position; at < limit;)
        {
            int label = message[at];
            if (label >= 0xC0)
            {
                position = at + 2;
                return true;
            }

            if (label > WireName.MaxLabelLength)
            {
                return false;
            }

            at += label + 1;
            if (label == 0)
            {
                position = at;
                return true;
            }
        }

        return false;
    }
}
