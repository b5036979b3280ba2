namespace ReverseDns.Protocol.Tests;

/// <summary>The same text gives the same octets here and in dnspython, and ours it reads as we do.</summary>
public class DnspythonRdataTests
{
    private const string Script = """
        import sys, dns.name, dns.rdata, dns.rdataclass, dns.rdatatype
        origin = dns.name.from_text(sys.stdin.readline().strip())
        def wire(rdtype, text):
            try:
                # Octets read with an origin are taken for relative names, which have no octets.
                base = None if text.startswith("\\#") else origin
                return dns.rdata.from_text("IN", rdtype, text, origin=base, relativize=False).to_wire().hex()
            except Exception as error:
                return type(error).__name__
        for line in sys.stdin:
            rdtype, *texts = line.rstrip("\n").split(" ")
            rdtype = int(rdtype)
            known = dns.rdata.get_rdata_class(dns.rdataclass.IN, rdtype) is not dns.rdata.GenericRdata
            print("known" if known else "unknown", *[wire(rdtype, bytes.fromhex(text).decode("utf-8")) for text in texts])
        """;

    /// <summary>Where dnspython 2.3 is of another mind, and the RFC is not.</summary>
    private static readonly Dictionary<(RecordType Type, string Text), string> Differences = new()
    {
        [(RecordType.IPSECKEY, "10 1 0 192.0.2.38")] = "wants a key even where the algorithm says there is none",
    };

    [DnspythonFact]
    public void Octets_are_those_of_dnspython()
    {
        (RecordType Type, string Text)[] samples = [.. RdataSamples.All.Where(sample => !Differences.ContainsKey(sample))];
        byte[][] rdata = [.. samples.Select(sample => RdataText.Read(sample.Type, sample.Text))];
        IEnumerable<string> lines = samples.Zip(rdata, (sample, octets) => string.Join(
            ' ', (ushort)sample.Type, Hex(sample.Text), Hex(Rdata.ToPresentation(sample.Type, octets)), Hex(Generic(octets))));

        string[] answers = Dnspython.Run(Script, [RdataSamples.Origin.ToString(), .. lines]);

        Assert.Equal(samples.Length, answers.Length);
        IEnumerable<string> different = samples.Zip(rdata, answers)
            .Where(entry => !OfDnspython(entry.Third).All(Convert.ToHexStringLower(entry.Second).Equals))
            .Select(entry => $"{entry.First}: {entry.Third}, not {Convert.ToHexStringLower(entry.Second)}");
        Assert.Empty(different);
    }

    /// <summary>What it makes of our text, our presentation and the generic form; of the last alone for a type it does not know.</summary>
    private static string[] OfDnspython(string answer) =>
        answer.Split(' ') is ["known", .. string[] wires] ? wires : answer.Split(' ')[3..];

    private static string Generic(byte[] rdata) => $"\\# {rdata.Length} {Convert.ToHexString(rdata)}";

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
