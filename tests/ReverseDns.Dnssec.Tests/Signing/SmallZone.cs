using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Signing;

/// <summary>A zone with one of everything, its keys and its clock.</summary>
internal sealed class SmallZone : IDisposable
{
    public const string Text = """
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.
        host 300 A 192.0.2.2
        deep.down.under TXT "below two empty non-terminals"
        * TXT "any"
        dn DNAME host
        secure NS ns.example.net.
        secure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        insecure NS ns.insecure
        ns.insecure A 192.0.2.5
        """;

    public static readonly DomainName Origin = DomainName.Parse("example.");

    public SigningKey Ksk { get; } = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: true);

    public SigningKey Zsk { get; } = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: false);

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public SigningOptions Options { get; set; } = new() { Threads = 1 };

    public ZoneSigner Signer => new(ZoneKeys.Of(Origin, 3600, Ksk, Zsk), Options);

    public ZoneContents Sign(ZoneContents? before = null, string text = Text)
    {
        using ZoneContents contents = Read(text);
        return Signer.Sign(contents, new Serial(1), Now, before);
    }

    public VerificationResult Verify(ZoneContents contents) => new SignatureVerifier { Threads = 1 }.Verify(contents, Now);

    public static ZoneContents Read(string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, $"$TTL 3600\n{text}\n");
        try
        {
            return ZoneFile.Read(file, Origin, ZoneFileOptions.Default, [], out _)
                ?? throw new ArgumentException("no zone file", nameof(text));
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static ZoneContents Build(IEnumerable<ResourceRecord> records)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (ResourceRecord record in records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    public static List<ResourceRecord> Records(ZoneContents contents)
    {
        var records = new List<ResourceRecord>();
        foreach (RRsetView rrset in contents)
        {
            var owner = DomainName.FromWire(rrset.Owner);
            for (int i = 0; i < rrset.Count; i++)
            {
                uint ttl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl;
                records.Add(new ResourceRecord(owner, rrset.Type, RecordClass.IN, ttl, rrset.Rdata(i).ToArray()));
            }
        }

        return records;
    }

    public void Dispose()
    {
        Ksk.Dispose();
        Zsk.Dispose();
    }
}
