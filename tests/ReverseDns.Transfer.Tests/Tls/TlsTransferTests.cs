using System.Net;
using System.Net.Security;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.Transfer.Tests.Tls;

/// <summary>Zones over TLS (RFC 9103), and who may have them.</summary>
public sealed class TlsTransferTests : IDisposable
{
    private const string Name = "primary.example";

    private readonly TestAuthority _authority = new();
    private readonly SslStreamCertificateContext _certificate;

    public TlsTransferTests() => _certificate = _authority.Issue(Name);

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_zone_comes_over_TLS_whole_and_then_by_its_changes()
    {
        await using PrimaryServer primary = Serve(new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true));
        await using var secondary = new TestSecondary(null, At(primary, ByName(Name)));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        primary.Publish(PrimaryServer.Version(2, 1_900));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(2));
        primary.Publish(PrimaryServer.Version(3, 1_900));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(3));

        Assert.Equal("AXFR", secondary.Kinds[0]);
        Assert.Equal("IXFR", secondary.Kinds[^1]);
        Assert.Equal(primary.Lines(), secondary.Lines());
        Assert.Equal(0, primary.Counters.Requests(Transport.Udp) + primary.Counters.Requests(Transport.Tcp));
        Assert.Null(primary.LastFault);
    }

    [Fact]
    public async Task Its_public_key_is_enough_to_know_a_primary_by()
    {
        await using PrimaryServer primary = Serve(PrimaryServer.Anybody);
        var trust = new PeerTrust(null, null, [TestAuthority.PinOf(_certificate)]);
        await using var secondary = new TestSecondary(null, At(primary, trust));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
    }

    [Fact]
    public async Task A_primary_that_is_not_who_it_should_be_gives_us_nothing()
    {
        using var other = new TestAuthority();
        SslStreamCertificateContext old = _authority.Issue("old.example", days: -1);
        await using PrimaryServer primary = Serve(PrimaryServer.Anybody);
        await using var outdated = new PrimaryServer(
            Settings(PrimaryServer.Anybody), new TlsOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Identity = new TlsIdentity(old, false) });
        (Primary Primary, string WhyNot)[] cases =
        [
            (At(primary, ByName("other.example")), "no TLS: its certificate is not for other.example"),
            (At(primary, new PeerTrust(Name, other.Authorities, [])), "no TLS: its certificate is not trusted: "),
            (At(outdated, ByName("old.example")), "no TLS: its certificate is not trusted: NotTimeValid"),
            (At(primary, new PeerTrust(null, null, [TestAuthority.PinOf(old)])),
                $"no TLS: its certificate has another public key ({TestAuthority.PinOf(_certificate)})"),
            (At(primary, new PeerTrust(Name, _authority.Authorities, [TestAuthority.PinOf(old)])), "no TLS: its certificate has another public key"),
            (new Primary(primary.Address, Tls: new PrimaryTls(ByName(Name))), ""),
        ];
        foreach ((Primary from, string whyNot) in cases)
        {
            await using var secondary = new TestSecondary(null, from);
            await secondary.AwaitAsync(() => secondary.State.Statuses.Any(status => status.LastError is not null));
            Assert.StartsWith(whyNot, Assert.Single(secondary.State.Statuses).LastError, StringComparison.Ordinal);
            Assert.Null(secondary.Serial);
        }
    }

    [Fact]
    public async Task Plain_TCP_is_no_way_around_a_rule_that_wants_TLS()
    {
        await using PrimaryServer primary = Serve(new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true));
        Assert.Equal(ResponseCode.Refused, primary.Ask(RecordType.AXFR).Code);
        Assert.Equal(ResponseCode.Refused, primary.Ask(RecordType.IXFR, new Serial(0)).Code);
        Assert.Equal(2, primary.Transfers.Refused);
    }

    [Fact]
    public async Task A_rule_can_want_a_certificate_of_the_client()
    {
        using var other = new TestAuthority();
        var rule = new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true, ByName("secondary.example"));
        await using PrimaryServer primary = Serve(rule);
        (SslStreamCertificateContext? Shown, bool IsServed)[] cases =
        [
            (null, false),
            (_authority.Issue("stranger.example"), false),
            (other.Issue("secondary.example"), false),
            (_authority.Issue("secondary.example", days: -1), false),
            (_authority.Issue("secondary.example"), true),
        ];
        foreach ((SslStreamCertificateContext? shown, bool isServed) in cases)
        {
            await using var secondary = new TestSecondary(
                null, new Primary(primary.TlsAddress, Tls: new PrimaryTls(ByName(Name), shown)));
            await secondary.AwaitAsync(() => secondary.Serial is not null || secondary.State.Statuses.Any(status => status.LastError is not null));
            Assert.Equal(isServed, secondary.Serial is not null);
            Assert.Equal(isServed ? null : "the answer is Refused (extended error 18 Prohibited)", Assert.Single(secondary.State.Statuses).LastError);
        }
    }

    [Fact]
    public void A_key_that_others_may_read_is_not_used()
    {
        File.SetUnixFileMode(_authority.KeyFileOf(Name), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Null(CertificateFile.Read(_authority.CertificateFileOf(Name), _authority.KeyFileOf(Name), out string? fault));
        Assert.Contains("others may read or write it", fault, StringComparison.Ordinal);
    }

    private static TransferSettings Settings(TransferRule rule) => new() { Rules = [rule] };

    private static Primary At(PrimaryServer server, PeerTrust trust) => new(server.TlsAddress, Tls: new PrimaryTls(trust));

    private PeerTrust ByName(string name) => new(name, _authority.Authorities, []);

    private PrimaryServer Serve(TransferRule rule) => new(
        Settings(rule),
        new TlsOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Identity = new TlsIdentity(_certificate, rule.Certificate is not null),
        });
}
