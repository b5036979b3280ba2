using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Transfer.Tests.Tls;

namespace ReverseDns.App.Tests;

/// <summary>Two instances with TLS between them.</summary>
[SuppressMessage("Security", "CA5359", Justification = "What is shown is what is tested")]
public sealed class TlsTests : IDisposable
{
    private const string Name = "1.2.0.192.in-addr.arpa";
    private const string Zone = "2.0.192.in-addr.arpa";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly int _primary = RunningServer.FreePort();
    private readonly int _secondary = RunningServer.FreePort();
    private readonly int _tls = RunningServer.FreePort();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_zone_goes_over_TLS_from_one_instance_to_another_with_certificates_of_both()
    {
        _authority.Issue("secondary.example");
        _authority.Issue("primary.example");
        Configure();
        WriteZone("one", 1);
        using RunningServer primary = await ServeAsync("primary");
        using RunningServer secondary = await ServeAsync("secondary");
        Assert.True(await AnswersAsync(_secondary, "one"));

        // A certificate that has been renewed is shown after a reload, and is as good.
        SslStreamCertificateContext renewed = _authority.Issue("primary.example");
        WriteZone("two", 2);
        Assert.Equal(0, (await CtlAsync("primary", "reload")).ExitCode);
        Assert.True(await AnswersAsync(_secondary, "two"));
        Rdns.Outcome status = await CtlAsync("primary", "status");
        Assert.Contains("(TLS)", status.Output, StringComparison.Ordinal);
        Assert.Equal(renewed.TargetCertificate.Thumbprint, await ShownAsync());

        // A secondary whose certificate the rule does not name any more gets nothing from then on.
        _folder.Write("primary.yaml", (await File.ReadAllTextAsync(_folder.File("primary.yaml")))
            .Replace("name: secondary.example", "name: another.example", StringComparison.Ordinal));
        WriteZone("three", 3);
        Assert.Equal(0, (await CtlAsync("primary", "reload")).ExitCode);
        Assert.True(await AnswersAsync(_primary, "three"));
        await secondary.TerminateAsync();
        using RunningServer again = await ServeAsync("secondary");
        await Task.Delay(500);
        Assert.False((await Question.AskAsync(_secondary, Name, RecordType.PTR)).Contains("three"));
    }

    [Fact]
    public async Task What_is_wrong_with_certificates_is_said_before_the_start()
    {
        _authority.Issue("primary.example");
        Configure();
        File.Delete(_authority.CertificateFileOf("primary.example"));
        Rdns.Outcome primary = await Rdns.RunAsync("check", "config", _folder.File("primary.yaml"));
        Rdns.Outcome secondary = await Rdns.RunAsync("check", "config", _folder.File("secondary.yaml"));
        Assert.Equal(1, primary.ExitCode);
        Assert.Contains("primary.example.pem", primary.Output + primary.Error, StringComparison.Ordinal);
        Assert.Equal(1, secondary.ExitCode);
        Assert.Contains("secondary.example.key", secondary.Output + secondary.Error, StringComparison.Ordinal);
    }

    private void Configure()
    {
        Write("primary", _primary, $"""
            tls:
              listen: ["127.0.0.1:{_tls}"]
              certificate: {_authority.CertificateFileOf("primary.example")}
              key: {_authority.KeyFileOf("primary.example")}
            allow-transfer:
              - from: 127.0.0.1
                transport: tls
                client-certificate:
                  name: secondary.example
                  authorities: {_authority.RootFile}
            notify: [{"{"}to: "127.0.0.1:{_secondary}"{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        Write("secondary", _secondary, $"""
            zones:
              - origin: {Zone}
                primaries: "127.0.0.1:{_tls}"
                tls:
                  name: primary.example
                  authorities: {_authority.RootFile}
                  certificate: {_authority.CertificateFileOf("secondary.example")}
                  key: {_authority.KeyFileOf("secondary.example")}
            """);
    }

    private void Write(string name, int port, string rest)
    {
        Directory.CreateDirectory(_folder.File(name));
        _folder.Write($"{name}.yaml", $"""
            listen: [127.0.0.1]
            port: {port}
            pin-workers: false
            drain-time: 0s
            state-folder: {name}
            control:
              socket: {name}.sock
            {rest}

            """);
    }

    private void WriteZone(string host, int serial) => _folder.Write("the.zone", $"""
        $ORIGIN {Zone}.
        @ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300
        @ 3600 NS ns.example.
        1 3600 PTR {host}.example.net.

        """);

    private Task<RunningServer> ServeAsync(string name) => RunningServer.StartAsync("serve", "-c", _folder.File($"{name}.yaml"));

    private Task<Rdns.Outcome> CtlAsync(string name, string command) =>
        Rdns.RunAsync("ctl", command, "-c", _folder.File($"{name}.yaml"));

    private async Task<string> ShownAsync()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _tls);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            ApplicationProtocols = [DnsOverTls.Protocol],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return stream.RemoteCertificate!.GetCertHashString();
    }

    private static async Task<bool> AnswersAsync(int port, string host)
    {
        for (int poll = 0; poll < 400; poll++)
        {
            Question.Answer answer = await Question.AskAsync(port, Name, RecordType.PTR);
            if (answer.Contains(host))
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }
}
