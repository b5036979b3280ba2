using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer.Tests.Tls;

namespace ReverseDns.Transfer.Tests.Peers;

/// <summary>Peers as secondaries and primaries of ours over TLS, with certificates of both sides (RFC 9103).</summary>
public sealed class TlsPeerTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [PeerTheory]
    [InlineData("NSD")]
    [InlineData("BIND")]
    public async Task A_peer_follows_us_over_TLS_alone(string name)
    {
        await using PrimaryServer ours = Serve();
        await using var notifies = new NotifySender(TimeProvider.System);
        await using var peer = TransferPeer.Start(name, key: null, ours.TlsAddress, version: null, Files());
        Task<List<string>> first = peer.AwaitAsync(new Serial(1));
        while (!first.IsCompleted)
        {
            // NSD shows no certificate when it connects for the first time, and is refused: told again, it comes again.
            notifies.Send(DomainName.Parse(PrimaryServer.Zone), ours.ReadSoa(), [new NotifyTarget(peer.Address, null)]);
            await Task.WhenAny(first, Task.Delay(500));
        }

        await first;
        for (uint serial = 2; serial < 5; serial++)
        {
            ours.Publish(PrimaryServer.Version(serial, 300));
            notifies.Send(DomainName.Parse(PrimaryServer.Zone), ours.ReadSoa(), [new NotifyTarget(peer.Address, null)]);
            Assert.Equal(ours.Lines(), await peer.AwaitAsync(new Serial(serial)));
        }

        Assert.Equal(0, ours.Counters.Requests(Transport.Tcp));
        Assert.True(ours.Transfers.Sent.Done(TransferKind.Incremental) >= 2, $"{ours.Transfers.Sent.Done(TransferKind.Incremental)} changes, {ours.Transfers.Sent.Done(TransferKind.Whole)} whole");
    }

    [PeerTheory]
    [InlineData("NSD")]
    [InlineData("BIND")]
    public async Task We_follow_a_peer_over_TLS(string name)
    {
        PeerTls files = Files();
        await using var peer = TransferPeer.Start(name, key: null, primary: null, PrimaryServer.Version(1, 300), files);
        await peer.AwaitAsync(new Serial(1));
        var trust = new PeerTrust(PeerTls.Name, _authority.Authorities, []);
        await using var ours = new TestSecondary(
            null, new Primary(new IPEndPoint(IPAddress.Loopback, files.Port), Tls: new PrimaryTls(trust, _authority.Issue(PeerTls.OurName))));
        await ours.AwaitAsync(() => ours.Serial == new Serial(1));
        peer.Publish(PrimaryServer.Version(2, 300));
        await ours.AwaitAsync(() => ours.Serial == new Serial(2));
        Assert.Equal(await peer.AwaitAsync(new Serial(2)), ours.Lines());
        Assert.Equal(["AXFR", "IXFR"], ours.Kinds);
    }

    [PeerTheory]
    [InlineData("+tls-ca={0} +tls-hostname=ours.example", "NOERROR")]
    [InlineData("+tls-pin={1}", "NOERROR")]
    [InlineData("+tls-ca={0} +tls-hostname=theirs.example", "")]
    public async Task Kdig_asks_over_TLS_when_it_knows_us(string options, string expected)
    {
        await using PrimaryServer ours = Serve();
        string pin = TestAuthority.PinOf(_certificate!).ToString();
        string[] arguments =
        [
            "@127.0.0.1", "-p", ours.TlsAddress.Port.ToString(CultureInfo.InvariantCulture), "+tls", "+retry=0",
            .. string.Format(CultureInfo.InvariantCulture, options, _authority.RootFile, pin).Split(' '),
            $"1.{PrimaryServer.Zone}", "PTR",
        ];
        var start = new ProcessStartInfo("/usr/bin/kdig", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process kdig = Process.Start(start)!;
        Task<string> error = kdig.StandardError.ReadToEndAsync();
        string output = await kdig.StandardOutput.ReadToEndAsync() + await error;
        await kdig.WaitForExitAsync();
        Assert.Equal(expected.Length > 0, output.Contains("status: NOERROR", StringComparison.Ordinal));
        Assert.Equal(expected.Length > 0 ? 1 : 0, ours.Counters.Requests(Transport.Tls));
    }

    private SslStreamCertificateContext? _certificate;

    private PrimaryServer Serve()
    {
        _certificate = _authority.Issue(PeerTls.OurName);
        var client = new PeerTrust(PeerTls.Name, _authority.Authorities, []);
        return new PrimaryServer(
            new TransferSettings { Rules = [new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true, client)] },
            new TlsOptions
            {
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                Identity = new TlsIdentity(_certificate, AsksForCertificate: true),
            },
            PrimaryServer.Version(1, 300));
    }

    private PeerTls Files()
    {
        _authority.Issue(PeerTls.Name);
        return new PeerTls(
            _authority.RootFile,
            _authority.CertificateFileOf(PeerTls.Name),
            _authority.KeyFileOf(PeerTls.Name),
            TransferPeer.FreePort());
    }
}
