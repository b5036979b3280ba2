namespace ReverseDns.Protocol.Tests;

/// <summary>dnspython verifies what we sign, as a server and as a client, and we what it signs.</summary>
public class DnspythonTsigTests
{
    private const string Script = """
        import sys, dns.message, dns.name, dns.query, dns.rrset, dns.tsig, dns.tsigkeyring
        algorithm, secret, request, *answers = sys.stdin.read().split()
        name = dns.name.from_text("key.example")
        ring = {name: dns.tsig.Key(name, bytes.fromhex(secret), dns.name.from_text(algorithm))}
        try:
            # Ours: a request, and a transfer's messages that answer one of dnspython's with the same key.
            theirs = dns.message.from_wire(bytes.fromhex(request), keyring=ring)
            print("verified", theirs.had_tsig)
            context = None
            mac = theirs.mac
            for wire in answers:
                answer = dns.message.from_wire(bytes.fromhex(wire), keyring=ring, request_mac=mac, multi=True, tsig_ctx=context)
                context = answer.tsig_ctx
                print("verified", answer.had_tsig)
            # dnspython's: an answer in three signed messages to our request.
            context = None
            for i in range(3):
                answer = dns.message.make_response(theirs)
                answer.request_mac = theirs.mac
                answer.use_tsig(ring, name, algorithm=dns.name.from_text(algorithm))
                answer.answer.append(dns.rrset.from_text(f"{i}.example.", 60, "IN", "A", "192.0.2.1"))
                answer.request_mac = theirs.mac
                print(answer.to_wire(multi=True, tsig_ctx=context).hex())
                context = answer.tsig_ctx
        except Exception as error:
            print(type(error).__name__, error)
        """;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 40).Select(octet => (byte)octet)];

    [DnspythonFact]
    public void Both_ends_agree_on_every_algorithm()
    {
        foreach (TsigAlgorithm algorithm in Enum.GetValues<TsigAlgorithm>())
        {
            var key = new TsigKey(DomainName.Parse("KEY.example"), algorithm, Secret);
            using var client = new TsigChain(key);
            byte[] request = Sign(client, Message(7, 0, 0));
            using TsigChain server = client.Fork();
            byte[] first = Sign(server, Message(7, 0x8400, 1));
            byte[] unsigned = Message(7, 0x8400, 2);
            server.Pass(unsigned);
            byte[][] answers = [first, unsigned, Sign(server, Message(7, 0x8400, 3)), Sign(server, Message(7, 0x8400, 4))];

            string[] lines = Dnspython.Run(
                Script,
                [
                    TsigAlgorithms.NameOf(algorithm).ToString(),
                    .. new[] { Secret, request }.Concat(answers).Select(Convert.ToHexStringLower),
                ]);

            Assert.Equal(
                ["verified True", "verified True", "verified False", "verified True", "verified True"], lines[..Math.Min(5, lines.Length)]);
            Assert.All(lines[5..], line => Assert.Equal(TsigVerdict.Good, Verify(client, Convert.FromHexString(line))));
            Assert.Equal(8, lines.Length);
        }
    }

    private static byte[] Message(ushort id, ushort flags, byte answer)
    {
        var writer = new MessageWriter(new byte[512], id, flags);
        writer.TryWriteQuestion(DomainName.Parse("example").Wire, RecordType.AXFR, RecordClass.IN);
        if (answer != 0)
        {
            writer.TryWriteRecord(
                MessageSection.Answer, DomainName.Parse("example").Wire, RecordType.A, RecordClass.IN, 60, [192, 0, 2, answer]);
        }

        return writer.Written.ToArray();
    }

    private static byte[] Sign(TsigChain chain, byte[] message)
    {
        byte[] buffer = [.. message, .. new byte[512]];
        return buffer[..chain.Sign(buffer, message.Length, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())];
    }

    private static TsigVerdict Verify(TsigChain chain, byte[] message)
    {
        var reader = new MessageReader(message);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        for (int i = 0; i < header.QuestionCount; i++)
        {
            Assert.True(reader.TryReadQuestion(name, out _, out _, out _));
        }

        MessageRecord record = default;
        while (!reader.AtEnd)
        {
            Assert.True(reader.TryReadRecord(out record));
        }

        Assert.True(TsigRecord.TryRead(message, record, out TsigRecord tsig));
        return chain.Verify(message, tsig, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }
}
