using System.Buffers.Binary;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

/// <summary>A primary that serves what it should not, and a secondary with a gate.</summary>
public sealed class IncomingGateTests : IDisposable
{
    private const string Zone = InstancePair.Zone;
    private const int Addresses = 40;

    private static readonly DomainName Origin = DomainName.Parse(Zone);

    private readonly InstancePair _pair = new();
    private readonly SigningKey _key = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);
    private readonly SigningKey _stranger = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);

    public void Dispose()
    {
        _key.Dispose();
        _stranger.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task What_fails_is_kept_aside_and_the_version_before_is_served_until_the_primary_heals()
    {
        Configure();
        ResourceRecord[] first = Signed(1);
        Write(first);
        using RunningServer primary = await _pair.ServeAsync("primary");
        using RunningServer secondary = await _pair.ServeAsync("secondary");
        Assert.True(await IsServedAsync(1));

        (string Reason, ResourceRecord[] Version)[] hostile =
        [
            ("records are gone", Signed(2, addresses: 3)),
            ("it is not signed, and there are trust anchors for it", Unsigned(3)),
            ("no key that a trust anchor names", Signed(4, key: _stranger)),
            ("ZONEMD: the digest by SHA-384 is that of serial 1", [.. Signed(6).Where(record => !IsDigest(record)), .. first.Where(IsDigest)]),
            ("it has no ZONEMD record", Signed(7, digests: ZoneDigests.None)),
            ("no published key has tag", Signed(8, signer: _stranger)),
        ];
        foreach ((string reason, ResourceRecord[] version) in hostile)
        {
            Write(version);
            primary.SendHangup();
            Assert.True(await SaysAsync(reason), reason);
            Question.Answer answer = await Question.AskAsync(_pair.SecondaryPort, InstancePair.Name, RecordType.PTR);
            Assert.True(answer.Contains("host"), reason);
            Assert.Contains(reason, await File.ReadAllTextAsync(_pair.File($"secondary/quarantine/{Zone}.txt")), StringComparison.Ordinal);
            Assert.True(File.Exists(_pair.File($"secondary/quarantine/{Zone}.zone")));
        }

        Write(Signed(9));
        primary.SendHangup();
        Assert.True(await IsServedAsync(9));
        Rdns.Outcome status = await ControlAsync();
        Assert.DoesNotContain("refused", status.Output, StringComparison.Ordinal);
        (_, string log) = await secondary.TerminateAsync();
        Assert.Contains("serial 2 is refused: ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_that_cannot_be_meant_is_refused_with_its_place()
    {
        _pair.Write("wrong.yaml", $"""
            zones:
              - origin: {Zone}
                primaries: 192.0.2.1
                gate: {"{"}trust-anchors: ["nothing"], zonemd: perhaps, lost-records: 101{"}"}

            """);
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _pair.File("wrong.yaml"));

        Assert.Equal(1, outcome.ExitCode);
        string text = outcome.Output + outcome.Error;
        Assert.All((string[])["trust-anchors", "zonemd", "lost-records"], key => Assert.Contains(key, text, StringComparison.Ordinal));
    }

    private void Configure()
    {
        string anchor = Rdata.ToPresentation(RecordType.DS, DelegationSigner.Create(Origin, _key.DnsKey.Span, DigestType.Sha256));
        _pair.Configure("primary", $"""
            allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
            notify: [{"{"}to: "127.0.0.1:{_pair.SecondaryPort}"{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        _pair.Configure("secondary", $"""
            zones:
              - origin: {Zone}
                primaries: "127.0.0.1:{_pair.PrimaryPort}"
                gate:
                  dnssec: validate
                  trust-anchors: ["{anchor}"]
                  zonemd: require
                  lost-records: 50
            """);
    }

    private static ResourceRecord[] Unsigned(uint serial, int addresses = Addresses)
    {
        byte[] host = DomainName.Parse("host.example.net.").Wire.ToArray();
        byte[] soa = [.. host, .. host, .. new byte[20]];
        foreach ((int at, uint value) in ((int, uint)[])[(20, serial), (16, 7_200), (12, 900), (8, 1_209_600), (4, 300)])
        {
            BinaryPrimitives.WriteUInt32BigEndian(soa.AsSpan(soa.Length - at), value);
        }

        return
        [
            new ResourceRecord(Origin, RecordType.SOA, RecordClass.IN, 3600, soa),
            new ResourceRecord(Origin, RecordType.NS, RecordClass.IN, 3600, host),
            .. Enumerable.Range(1, addresses).Select(number => new ResourceRecord(
                DomainName.Parse($"{number}.{Zone}"), RecordType.PTR, RecordClass.IN, 3600, host)),
        ];
    }

    private ResourceRecord[] Signed(
        uint serial, int addresses = Addresses, SigningKey? key = null, SigningKey? signer = null, ZoneDigests digests = ZoneDigests.Sha384)
    {
        var keys = ZoneKeys.Of(Origin, 3600, key ?? _key);
        keys = signer is null ? keys : keys with { ForZone = [signer] };
        var zoneSigner = new ZoneSigner(keys, new SigningOptions { Digests = digests });
        using ZoneContents unsigned = Build(Unsigned(serial, addresses));
        using ZoneContents signed = zoneSigner.Sign(unsigned, new Serial(serial), TimeProvider.System.GetUtcNow());
        var records = new List<ResourceRecord>();
        foreach (RRsetView rrset in signed)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                records.Add(new ResourceRecord(
                    DomainName.FromWire(rrset.Owner), rrset.Type, RecordClass.IN, rrset.RecordTtl(i), rrset.Rdata(i).ToArray()));
            }
        }

        return [.. records];
    }

    private static bool IsDigest(ResourceRecord record) =>
        record.Type == RecordType.ZONEMD
        || (record.Type == RecordType.RRSIG && BinaryPrimitives.ReadUInt16BigEndian(record.Rdata.Span) == (ushort)RecordType.ZONEMD);

    private void Write(IEnumerable<ResourceRecord> records)
    {
        using ZoneContents contents = Build(records);
        ZoneFileWriter.Write(contents, _pair.File("the.zone"));
    }

    private static ZoneContents Build(IEnumerable<ResourceRecord> records)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        foreach (ResourceRecord record in records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    private Task<Rdns.Outcome> ControlAsync() => _pair.CtlAsync("secondary", "zone", Zone);

    private Task<bool> IsServedAsync(int serial) => SaysAsync($"serial {serial},");

    private Task<bool> SaysAsync(string expected) =>
        Eventually.IsAsync(async () => (await ControlAsync()).Output.Contains(expected, StringComparison.Ordinal));
}
