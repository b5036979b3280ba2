using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.Transfer.Tests.Tls;

/// <summary>The TLS port as clients see it.</summary>
[SuppressMessage("Security", "CA5359", Justification = "What is shown is what is tested")]
[SuppressMessage("Security", "CA5397", Justification = "An old version is tried on purpose")]
[SuppressMessage("Security", "CA5398", Justification = "A version is tried on purpose")]
public sealed class TlsServerTests : IDisposable
{
    private const string Name = "server.example";

    private const int AnswerCount = 6;

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Questions_are_answered_one_after_the_other()
    {
        await using PrimaryServer server = Serve();
        await using SslStream client = await ConnectAsync(server);
        Assert.Equal("dot", client.NegotiatedApplicationProtocol.ToString());
        Assert.Equal(SslProtocols.Tls13, client.SslProtocol);
        for (int question = 0; question < 3; question++)
        {
            Assert.Equal(1, await AskAsync(client, $"{question}.{PrimaryServer.Zone}"));
        }

        Assert.Equal(3, server.Counters.Requests(Transport.Tls));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "dot")]
    [InlineData(SslProtocols.Tls13, "h2")]
    public async Task Older_versions_and_other_protocols_are_let_go(SslProtocols version, string protocol)
    {
        await using PrimaryServer server = Serve();
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server, version, protocol));
        Assert.True(refused is AuthenticationException or IOException, refused.ToString());
    }

    [Fact]
    public async Task Who_names_no_protocol_is_answered()
    {
        await using PrimaryServer server = Serve();
        await using SslStream client = await ConnectAsync(server, SslProtocols.Tls13, protocol: null);
        Assert.Equal(1, await AskAsync(client, $"1.{PrimaryServer.Zone}"));
    }

    [Fact]
    public async Task A_client_that_does_not_finish_its_handshake_is_let_go()
    {
        await using PrimaryServer server = Serve(TimeSpan.FromMilliseconds(100));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(server.TlsAddress);
        await client.SendAsync(new byte[] { 0x16, 3, 1 });
        Assert.True(await IsLetGoAsync(client));
    }

    [Fact]
    public async Task The_longest_idle_connection_of_a_prefix_makes_room_for_a_new_one()
    {
        await using PrimaryServer server = Serve();
        await using SslStream first = await ConnectAsync(server);
        await using SslStream second = await ConnectAsync(server);
        Assert.Equal(1, await AskAsync(first, $"1.{PrimaryServer.Zone}"));
        await using SslStream third = await ConnectAsync(server);
        Assert.Equal(1, await AskAsync(third, $"1.{PrimaryServer.Zone}"));
        Assert.Equal(1, await AskAsync(first, $"1.{PrimaryServer.Zone}"));
        await Assert.ThrowsAnyAsync<IOException>(() => AskAsync(second, $"1.{PrimaryServer.Zone}"));
        Assert.Equal(1, server.Counters.Ends(ConnectionEnd.Limit));
    }

    [Fact]
    public async Task A_new_certificate_is_shown_to_those_who_come_then()
    {
        await using PrimaryServer server = Serve();
        await using SslStream before = await ConnectAsync(server);
        SslStreamCertificateContext next = _authority.Issue(Name);
        server.Replace(new TlsIdentity(next, AsksForCertificate: false));
        await using SslStream after = await ConnectAsync(server);
        Assert.Equal(next.TargetCertificate.Thumbprint, after.RemoteCertificate!.GetCertHashString());
        Assert.NotEqual(next.TargetCertificate.Thumbprint, before.RemoteCertificate!.GetCertHashString());
        Assert.Equal(1, await AskAsync(before, $"1.{PrimaryServer.Zone}"));
        Assert.Equal(1, await AskAsync(after, $"1.{PrimaryServer.Zone}"));
    }

    /// <summary>Whether the connection ends; what the server has not read by then makes that a reset.</summary>
    private static async Task<bool> IsLetGoAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[1]) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private static async Task<SslStream> ConnectAsync(
        PrimaryServer server, SslProtocols version = SslProtocols.Tls13, string? protocol = "dot")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.TlsAddress);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Name,
                EnabledSslProtocols = version,
                ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns how many answers came.</summary>
    private static async Task<int> AskAsync(SslStream client, string name)
    {
        byte[] message = new byte[512];
        var writer = new MessageWriter(message.AsSpan(2), 1, 0);
        writer.TryWriteQuestion(DomainName.Parse(name).Wire, RecordType.PTR, RecordClass.IN);
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)writer.Length);
        await client.WriteAsync(message.AsMemory(0, 2 + writer.Length));
        await client.ReadExactlyAsync(message.AsMemory(0, 2));
        int length = BinaryPrimitives.ReadUInt16BigEndian(message);
        await client.ReadExactlyAsync(message.AsMemory(0, length));
        return BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(AnswerCount));
    }

    private PrimaryServer Serve(TimeSpan? handshake = null) => new(
        TransferSettings.None,
        new TlsOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Identity = new TlsIdentity(_authority.Issue(Name), AsksForCertificate: false),
            HandshakeTimeout = handshake ?? TimeSpan.FromSeconds(30),
            Connections = new TcpOptions { MaxConnectionsPerPrefix = 2 },
        });
}
