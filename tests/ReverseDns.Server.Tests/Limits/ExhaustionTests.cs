using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests.Limits;

/// <summary>Clients that want to use something up, beside one that only asks.</summary>
public class ExhaustionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [SuppressMessage("Security", "CA5359", Justification = "Whoever answers is the server of this test")]
    public async Task Clients_that_leave_in_the_midst_of_a_TLS_handshake_cost_nobody_but_themselves(bool isReset)
    {
        byte[] hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, .. new byte[506]];
        await using DnsServer server = Servers.Start(new ServerOptions
        {
            Listen = [Servers.AnyPort],
            Workers = 1,
            PinWorkers = false,
            Tls = new TlsOptions { Listen = [Servers.AnyPort], Identity = Identity() },
        });
        for (int length = 0; length <= hello.Length; length += 37)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(server.TlsAddresses[0]);
            await client.SendAsync(hello.AsMemory(0, length));
            client.LingerState = new LingerOption(isReset, 0);
        }

        using var good = new TcpClient();
        await good.ConnectAsync(server.TlsAddresses[0]);
        await using var stream = new SslStream(good.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("dns.example").WaitAsync(Servers.Patience);
        await stream.WriteAsync(Packet.Framed(Packet.Query(SampleZone.Host)));
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(Servers.Patience);
        Assert.NotEqual([0, 0], answer);
        await Eventually.HoldsAsync(() => server.Counters.ConnectionsOpen == 1, () => $"{server.Counters.ConnectionsOpen} are open");
        Assert.Equal(0, server.Counters.Faults);
        Assert.Null(server.LastFault);
    }

    [Fact]
    public async Task A_client_that_has_ended_leaves_no_connection_behind()
    {
        await using DnsServer server = Servers.Start();
        for (int i = 0; i < 100; i++)
        {
            using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
            await client.SendAsync([0, 20, 1, 2, 3]);
            client.CloseSending();
            Assert.True(await client.IsClosedByServerAsync());
        }

        await Eventually.HoldsAsync(() => server.Counters.ConnectionsOpen == 0);
        Assert.Equal(100, server.Counters.Ends(ConnectionEnd.Client));
    }

    [Fact]
    public async Task Who_sends_thousands_of_queries_at_once_does_not_keep_others_waiting()
    {
        await using DnsServer server = Servers.Start(SampleZone.Store());
        using TcpDialogue greedy = await TcpDialogue.ConnectAsync(server, "127.0.0.2");
        byte[] query = Packet.Framed(Packet.Query(SampleZone.Crowded, RecordType.PTR));
        Task sending = greedy.SendUntilClosedAsync([.. Enumerable.Repeat(query, 1_000).SelectMany(octets => octets)]);
        using TcpDialogue other = await TcpDialogue.ConnectAsync(server);
        for (int i = 0; i < 100; i++)
        {
            await other.AskAsync("example.");
        }

        greedy.Dispose();
        await Task.WhenAny(sending, Task.Delay(Servers.Patience));
    }

    private static TlsIdentity Identity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dns.example", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return new TlsIdentity(SslStreamCertificateContext.Create(certificate, [], offline: true), AsksForCertificate: false);
    }
}
