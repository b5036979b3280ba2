using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>Adds to our OPT record, the last one of a message, what only few ask for; nothing where there is no room.</summary>
internal sealed class RareOptions(TransferResponder? transfers)
{
    private const int OptionFields = 4;
    private const int RdataLengthOffset = 9;

    /// <summary>Padded answers have a multiple of it (RFC 8467, section 4.1).</summary>
    private const int PaddedBlock = 468;

    /// <summary>Returns the new length of the message.</summary>
    /// <param name="message">As long as it may become.</param>
    public int Append(Span<byte> message, int length, in Request request, in AnswerSummary summary, in ClientContext client)
    {
        int before = length;
        ServedZone? zone = summary.Zone < 0 ? null : client.Zones.Zones[summary.Zone];
        if ((request.Wishes & EdnsWishes.ZoneVersion) != EdnsWishes.None && zone?.Zone is { } served)
        {
            length = AppendVersion(message, length, served);
        }

        if ((request.Wishes & EdnsWishes.Expire) != EdnsWishes.None && zone is not null && ReadExpire(message, in request, zone) is uint expire)
        {
            length = AppendExpire(message, length, transfers?.SecondsKept(zone.Origin, expire) ?? expire);
        }

        if ((request.Wishes & EdnsWishes.Keepalive) != EdnsWishes.None && client.Transport != Transport.Udp)
        {
            length = AppendKeepalive(message, length, client.Keepalive);
        }

        if ((request.Wishes & EdnsWishes.Padding) != EdnsWishes.None && client.Transport == Transport.Tls)
        {
            length = AppendPadding(message, length);
        }

        Span<byte> rdataLength = message[(summary.Length + RdataLengthOffset)..];
        BinaryPrimitives.WriteUInt16BigEndian(
            rdataLength, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(rdataLength) + length - before));
        return length;
    }

    private static int AppendVersion(Span<byte> message, int length, CompiledZone zone)
    {
        const int valueLength = 6;
        const byte soaSerial = 0;
        Span<byte> option = message[length..];
        if (!TryStart(option, EdnsOptionCode.ZoneVersion, valueLength))
        {
            return length;
        }

        option[OptionFields] = (byte)zone.Origin.LabelCount;
        option[OptionFields + 1] = soaSerial;
        BinaryPrimitives.WriteUInt32BigEndian(option[(OptionFields + 2)..], zone.Serial.Value);
        return length + OptionFields + valueLength;
    }

    private static int AppendExpire(Span<byte> message, int length, uint seconds)
    {
        Span<byte> option = message[length..];
        if (!TryStart(option, EdnsOptionCode.Expire, sizeof(uint)))
        {
            return length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(option[OptionFields..], seconds);
        return length + OptionFields + sizeof(uint);
    }

    private static int AppendKeepalive(Span<byte> message, int length, ushort time)
    {
        Span<byte> option = message[length..];
        if (!TryStart(option, EdnsOptionCode.TcpKeepalive, sizeof(ushort)))
        {
            return length;
        }

        BinaryPrimitives.WriteUInt16BigEndian(option[OptionFields..], time);
        return length + OptionFields + sizeof(ushort);
    }

    private static int AppendPadding(Span<byte> message, int length)
    {
        int padding = PaddedBlock - 1 - ((length + OptionFields + PaddedBlock - 1) % PaddedBlock);
        Span<byte> option = message[length..];
        if (!TryStart(option, EdnsOptionCode.Padding, padding))
        {
            return length;
        }

        option.Slice(OptionFields, padding).Clear();
        return length + OptionFields + padding;
    }

    private static bool TryStart(Span<byte> option, EdnsOptionCode code, int valueLength)
    {
        if (option.Length < OptionFields + valueLength)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(option, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(option[2..], (ushort)valueLength);
        return true;
    }

    /// <summary>The field of the SOA that has been answered with; null when the answer has not the SOA of this zone.</summary>
    private static uint? ReadExpire(ReadOnlySpan<byte> message, in Request request, ServedZone zone)
    {
        const int questionFields = 4;
        const int answerCount = 6;
        const int ownerAndFields = 12;
        const int expireFromEnd = 8;
        bool isApex = request.QuestionEnd - questionFields - RequestReader.HeaderLength == zone.Origin.Wire.Length;
        ReadOnlySpan<byte> record = message[request.QuestionEnd..];
        if (!isApex
            || request.Type is not (RecordType.SOA or RecordType.IXFR)
            || BinaryPrimitives.ReadUInt16BigEndian(message[answerCount..]) == 0
            || BinaryPrimitives.ReadUInt16BigEndian(record[2..]) != (ushort)RecordType.SOA)
        {
            return null;
        }

        int end = ownerAndFields + BinaryPrimitives.ReadUInt16BigEndian(record[(ownerAndFields - 2)..]);
        return BinaryPrimitives.ReadUInt32BigEndian(record[(end - expireFromEnd)..]);
    }
}
