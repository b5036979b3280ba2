using System.Globalization;
using System.Net;
using System.Net.Security;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Transfer.Tests.Tls;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>Peers as secondaries and primaries of ours over TLS, with certificates of both sides (RFC 9103).</summary>
public sealed class TlsPeersTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly IReadOnlyList<ZoneVersion> _versions = ZoneSeries.Of(isSigned: false);
    private SslStreamCertificateContext? _certificate;

    public void Dispose() => _authority.Dispose();

    [TransferTheory("NSD", "BIND")]
    [InlineData("NSD")]
    [InlineData("BIND")]
    public async Task A_peer_follows_us_over_TLS_alone(string name)
    {
        await using OurInstance ours = Serve();
        await using TransferPeer peer = await TransferPeer.StartAsync(
            PeerKind.Of(name), setup => setup with { Primary = ours.TlsAddress.Port, Tls = Files() });

        // NSD shows no certificate when it connects for the first time, and is refused: told again, it comes again.
        await peer.AwaitAsync(_versions[0].Serial, () => ours.Publish(_versions[0].Contents, peer.Address));
        foreach (ZoneVersion version in _versions.Skip(1).Take(3))
        {
            ours.Publish(version.Contents, peer.Address);
            await peer.AwaitAsync(version.Serial);
            Assert.True(version.Lines.SetEquals(TransferPeer.Transfer(peer.Address, key: null, version.Serial)), peer.Log);
        }

        Assert.Equal(0, ours.Counters.Requests(Transport.Tcp));
        Assert.True(ours.Transfers.Sent.Done(TransferKind.Incremental) >= 2, $"{ours.Transfers.Sent.Done(TransferKind.Incremental)} changes, {ours.Transfers.Sent.Done(TransferKind.Whole)} whole");
    }

    [TransferTheory("NSD", "BIND")]
    [InlineData("NSD")]
    [InlineData("BIND")]
    public async Task We_follow_a_peer_over_TLS(string name)
    {
        PeerTls files = Files();
        await using var ours = new OurInstance(key: null);
        await using TransferPeer peer = await TransferPeer.StartAsync(
            PeerKind.Of(name), setup => setup with { Tls = files, Secondary = ours.Address.Port }, _versions[0]);
        await peer.AwaitAsync(_versions[0].Serial);
        var trust = new PeerTrust(PeerTls.Name, _authority.Authorities, []);
        ours.Follow(new Primary(
            new IPEndPoint(IPAddress.Loopback, files.Port), Tls: new PrimaryTls(trust, _authority.Issue(PeerTls.OurName))));
        await ours.AwaitAsync(_versions[0].Serial);
        await peer.PublishAsync(_versions[1]);
        await ours.AwaitAsync(_versions[1].Serial);
        SeriesWire.AssertSame(_versions[1], peer, ours, key: null);
        Assert.Equal(["AXFR", "IXFR"], ours.Kinds);
    }

    [ToolTheory("kdig")]
    [InlineData("+tls-ca={0} +tls-hostname=ours.example", true)]
    [InlineData("+tls-pin={1}", true)]
    [InlineData("+tls-ca={0} +tls-hostname=theirs.example", false)]
    public async Task Kdig_asks_over_TLS_when_it_knows_us(string options, bool knowsUs)
    {
        await using OurInstance ours = Serve();
        ours.Publish(_versions[0].Contents);
        string pin = TestAuthority.PinOf(_certificate!).ToString();
        ProgramOutcome kdig = await Programs.TryRunAsync(
            "/",
            "kdig",
            [
                "@127.0.0.1", "-p", ours.TlsAddress.Port.ToString(CultureInfo.InvariantCulture), "+tls", "+retry=0", "+time=5",
                .. string.Format(CultureInfo.InvariantCulture, options, _authority.RootFile, pin).Split(' '),
                $"1.0.0.{ZoneVersion.Origin}", "PTR",
            ]);
        Assert.Equal(knowsUs, kdig.All.Contains("status: NOERROR", StringComparison.Ordinal));
        Assert.Equal(knowsUs ? 1 : 0, ours.Counters.Requests(Transport.Tls));
    }

    private OurInstance Serve()
    {
        _certificate = _authority.Issue(PeerTls.OurName);
        var client = new PeerTrust(PeerTls.Name, _authority.Authorities, []);
        return new OurInstance(
            new TransferSettings { Rules = [new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true, client)] },
            new TlsOptions
            {
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                Identity = new TlsIdentity(_certificate, AsksForCertificate: true),
            });
    }

    private PeerTls Files()
    {
        _authority.Issue(PeerTls.Name);
        return new PeerTls(
            _authority.RootFile, _authority.CertificateFileOf(PeerTls.Name), _authority.KeyFileOf(PeerTls.Name), FreePort.Next());
    }
}
