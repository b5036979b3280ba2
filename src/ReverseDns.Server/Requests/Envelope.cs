using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>What goes around the sections of any answer: how long it may be, its OPT record, and the flags in its header.</summary>
internal sealed class Envelope(EdnsOptions edns, TransferResponder? transfers)
{
    public const int PayloadWithoutEdns = 512;
    public const int FlagsOffset = 2;
    public const byte ResponseBit = 0x80;

    private readonly EdnsWriter _ipv4 = new(edns.Ipv4PayloadLimit, edns.Nsid.Span);
    private readonly EdnsWriter _ipv6 = new(edns.Ipv6PayloadLimit, edns.Nsid.Span);
    private readonly RareOptions _rare = new(transfers);

    /// <summary>Octets that the answer may have, the OPT record included.</summary>
    public int Limit(in Request parsed, in ClientContext client, int room) =>
        Math.Min(Limit(in parsed, client.Transport, Edns(in client).PayloadLimit), room);

    /// <summary>Octets that the OPT record takes of them.</summary>
    public int ForOpt(in Request parsed, in ClientContext client) =>
        parsed.HasOpt ? Edns(in client).Length(in parsed) : 0;

    /// <summary>Returns the length of the answer.</summary>
    /// <param name="request">May be what the answer is written over.</param>
    public int Finish(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in AnswerSummary summary, in ClientContext client, int limit)
    {
        int length = summary.Length;
        if (parsed.HasOpt)
        {
            length = Edns(in client).Append(response[..limit], length, in parsed, summary.ResponseCode, summary.ExtendedError);
            if (parsed.Wishes != EdnsWishes.None)
            {
                length = _rare.Append(response[..limit], length, in parsed, in summary, in client);
            }
        }

        // No server has authority over every class at once (RFC 1035, section 6.2).
        bool isAuthoritative = summary.IsAuthoritative && parsed.Class == RecordClass.IN;
        response[FlagsOffset] = (byte)(ResponseBit | (isAuthoritative ? 4 : 0) | (summary.IsTruncated ? 2 : 0) | (request[FlagsOffset] & 1));
        response[FlagsOffset + 1] = (byte)((int)summary.ResponseCode & 0x0F);
        return length;
    }

    private EdnsWriter Edns(in ClientContext client) => client.IsIpv6 ? _ipv6 : _ipv4;

    private static int Limit(in Request parsed, Transport transport, int payloadLimit)
    {
        if (transport != Transport.Udp)
        {
            return ushort.MaxValue;
        }

        return parsed.HasOpt
            ? Math.Min(Math.Max((int)parsed.PayloadSize, PayloadWithoutEdns), payloadLimit)
            : PayloadWithoutEdns;
    }
}
