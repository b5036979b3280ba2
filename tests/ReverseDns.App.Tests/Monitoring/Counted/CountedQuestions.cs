using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>
/// A fixed mix of questions, of all that a server counts apart: transports, families, opcodes, types, RCODEs, EDNS and DO, sizes,
/// zones, truncation, drops, transfers. Who asks them has them counted, for whatever is to agree with that.
/// </summary>
internal static class CountedQuestions
{
    public const string Plain = "2.0.192.in-addr.arpa.";
    public const string Six = "8.b.d.0.1.0.0.2.ip6.arpa.";
    public const string Signed = "own.example.";
    public const string Missing = "missing.example.";

    /// <summary>A name of 200 octets, for the alias that leads too far.</summary>
    private static readonly string LongName = string.Join('.', Enumerable.Repeat(new string('l', 49), 4)) + ".";

    public static IReadOnlyList<CountedQuestion> All { get; } =
    [
        Look("PTR", $"1.{Plain}", RecordType.PTR, Plain),
        Look("PTR in another case", $"1.{Plain.ToUpperInvariant()}", RecordType.PTR, Plain),
        Look("CNAME", $"2.{Plain}", RecordType.PTR, Plain),
        Look("wildcard", $"a.b.w.{Plain}", RecordType.PTR, Plain),
        Look("referral", $"x.d.{Plain}", RecordType.PTR, Plain),
        Look("no data", $"1.{Plain}", RecordType.MX, Plain),
        Look("SOA", Plain, RecordType.SOA, Plain),
        Look("NS", Plain, RecordType.NS, Plain),
        Look("ANY", $"1.{Plain}", RecordType.ANY, Plain),
        Look("an unknown type", $"1.{Plain}", (RecordType)65_280, Plain),
        Look("a name that is not there", $"99.{Plain}", RecordType.PTR, Plain) with { Answer = ResponseCode.NxDomain },
        Look("an alias that leads too far", $"{new string('q', 63)}.dn.{Plain}", RecordType.PTR, Plain) with { Answer = ResponseCode.YxDomain },
        Look("ip6.arpa", $"1.0.{Six}", RecordType.PTR, Six),
        Look("ip6.arpa, not there", $"f.{Six}", RecordType.PTR, Six) with { Answer = ResponseCode.NxDomain },
        Look("A", $"host.{Signed}", RecordType.A, Signed),
        Look("DS of the parent", $"secure.{Signed}", RecordType.DS, Signed),
        Look("more than fits", $"many.{Plain}", RecordType.TXT, Plain),
        Look("a zone that never came", $"www.{Missing}", RecordType.AAAA, Missing) with { Answer = ResponseCode.ServFail },
        Look("a name that is not ours", "www.example.org.", RecordType.A, zone: null) with { Answer = ResponseCode.Refused },
        Edns(Look("with EDNS", $"1.{Plain}", RecordType.PTR, Plain)),
        Edns(Look("more than fits, with EDNS", $"many.{Plain}", RecordType.TXT, Plain)),
        Edns(Look("with DO", $"host.{Signed}", RecordType.A, Signed), dnssecOk: true),
        Edns(Look("keys", Signed, RecordType.DNSKEY, Signed), dnssecOk: true),
        Edns(Look("a denial that validates", $"none.{Signed}", RecordType.A, Signed), dnssecOk: true) with { Answer = ResponseCode.NxDomain },
        Edns(Look("another version of EDNS", $"1.{Plain}", RecordType.PTR, zone: null), version: 1) with { Answer = ResponseCode.BadVers },
        Look("a zone that may not be had", "example.org.", RecordType.AXFR, zone: null) with { Answer = ResponseCode.NotAuth, Goes = transport => transport != Transport.Udp },
        Look("a transfer over UDP", Plain, RecordType.AXFR, zone: null) with { Answer = ResponseCode.NotImp, Goes = transport => transport == Transport.Udp },
        Look("another class", $"1.{Plain}", RecordType.PTR, zone: null, dnsClass: 4) with { Answer = ResponseCode.Refused },
        Unread("an update", QueryMessage.Of(Plain, RecordType.SOA, Opcode.Update), ResponseCode.NotImp, Opcode.Update),
        Unread("a status", QueryMessage.Of(Plain, RecordType.SOA, Opcode.Status), ResponseCode.NotImp, Opcode.Status),
        Unread("an unknown opcode", QueryMessage.Of(Plain, RecordType.SOA, (Opcode)11), ResponseCode.NotImp, (Opcode)11),
        Unread("two questions", QueryMessage.With(QueryMessage.Of(Plain, RecordType.SOA), 5, 2), ResponseCode.FormErr, Opcode.Query),
        Unread("octets behind the end", [.. QueryMessage.Of(Plain, RecordType.SOA), 1, 2, 3], ResponseCode.FormErr, Opcode.Query),
        Unread("a label that has no end", QueryMessage.With(QueryMessage.Of(Plain, RecordType.SOA), 12, 63), ResponseCode.FormErr, Opcode.Query),
        Dropped("five octets", [0, 0, 1, 2, 3], DropReason.Malformed),
        Dropped("a response", QueryMessage.With(QueryMessage.Of(Plain, RecordType.SOA), 2, 0x80), DropReason.Malformed),
        Dropped("longer than any request", new byte[3_000], DropReason.TooLong) with { Goes = transport => transport == Transport.Udp },
        Look("a transfer", Plain, RecordType.AXFR, zone: null) with { IsTransfer = true, Goes = transport => transport == Transport.Tcp },
    ];

    /// <summary>The files of the zones that are asked, but for the one that never comes.</summary>
    public static IEnumerable<(string Zone, string Text)> Zones(int serial)
    {
        string apex = $"$TTL 3600\n@ SOA ns.example.net. hostmaster.example.net. {serial} 7200 900 604800 300\n@ NS ns.example.net.\n";
        string many = string.Concat(Enumerable.Range(0, 20).Select(i => $"many TXT \"{new string((char)('a' + i), 100)}\"\n"));
        yield return (Plain, $"{apex}1 PTR host.example.net.\n2 CNAME 1\n*.w PTR any.example.net.\nd NS ns.d\nns.d A 192.0.2.1\ndn DNAME {LongName}\n{many}");
        yield return (Six, $"{apex}1.0 PTR host.example.net.\n");
        yield return (Signed, $"{apex}host A 192.0.2.1\nsecure NS ns.example.net.\nsecure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\n");
    }

    /// <summary>Asks all of them once, over one transport to one address, and adds what was sent and what came to the count.</summary>
    /// <param name="isWanted">Null: all are.</param>
    public static async Task AskAsync(Transport transport, IPEndPoint server, Tally tally, Func<CountedQuestion, bool>? isWanted = null)
    {
        WayTally way = tally.Of(transport, server.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
        DnsConversation conversation = await DnsConversation.OpenAsync(transport, server, way);
        ushort number = 0;
        try
        {
            foreach (CountedQuestion question in All.Where(question => question.Goes(transport) && isWanted?.Invoke(question) != false))
            {
                byte[] message = [.. question.Message];
                (message[0], message[1]) = ((byte)(++number >> 8), (byte)number);
                await conversation.SendAsync(message);
                byte[]? answer = question.Answer is null && transport == Transport.Udp ? null : await conversation.ReceiveAsync();
                tally.Add(way, question, answer);
                if (question.Answer is null && transport != Transport.Udp)
                {
                    await conversation.DisposeAsync();
                    conversation = await DnsConversation.OpenAsync(transport, server, way);
                }
            }
        }
        finally
        {
            await conversation.DisposeAsync();
        }
    }

    private static CountedQuestion Look(string title, string name, RecordType type, string? zone, ushort dnsClass = 1) =>
        new(title, QueryMessage.Of(name, type, dnsClass: dnsClass)) { Type = type, Zone = zone };

    private static CountedQuestion Edns(CountedQuestion question, bool dnssecOk = false, byte version = 0) =>
        question with { Message = QueryMessage.WithOpt(question.Message, dnssecOk, version), HasOpt = true, DnssecOk = dnssecOk };

    private static CountedQuestion Unread(string title, byte[] message, ResponseCode answer, Opcode opcode) =>
        new(title, message) { Opcode = opcode, Answer = answer };

    private static CountedQuestion Dropped(string title, byte[] message, DropReason reason) =>
        new(title, message) { Opcode = null, Answer = null, Drop = reason };
}
