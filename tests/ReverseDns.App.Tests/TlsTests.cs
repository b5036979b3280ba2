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
    private const string Zone = InstancePair.Zone;

    private readonly InstancePair _pair = new();
    private readonly TestAuthority _authority = new();
    private readonly int _tls = FreePort.Next();

    public void Dispose()
    {
        _authority.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task A_zone_goes_over_TLS_from_one_instance_to_another_with_certificates_of_both()
    {
        _authority.Issue("secondary.example");
        _authority.Issue("primary.example");
        Configure();
        _pair.WriteZone("one", 1);
        using RunningServer primary = await _pair.ServeAsync("primary");
        using RunningServer secondary = await _pair.ServeAsync("secondary");
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "one");

        // A certificate that has been renewed is shown after a reload, and is as good.
        SslStreamCertificateContext renewed = _authority.Issue("primary.example");
        _pair.WriteZone("two", 2);
        Assert.Equal(0, (await _pair.CtlAsync("primary", "reload")).ExitCode);
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "two");
        Rdns.Outcome status = await _pair.CtlAsync("primary", "status");
        Assert.Contains("(TLS)", status.Output, StringComparison.Ordinal);
        Assert.Equal(renewed.TargetCertificate.Thumbprint, await ShownAsync());

        // A secondary whose certificate the rule does not name any more gets nothing from then on.
        _pair.Write("primary.yaml", (await File.ReadAllTextAsync(_pair.File("primary.yaml")))
            .Replace("name: secondary.example", "name: another.example", StringComparison.Ordinal));
        _pair.WriteZone("three", 3);
        Assert.Equal(0, (await _pair.CtlAsync("primary", "reload")).ExitCode);
        await InstancePair.AnswersAsync(_pair.PrimaryPort, "three");
        await Eventually.HoldsAsync(async () => (await _pair.CtlAsync("secondary", "zone", Zone)).Output.Contains("failing    since ", StringComparison.Ordinal));
        Assert.False((await Question.AskAsync(_pair.SecondaryPort, InstancePair.Name, RecordType.PTR)).Contains("three"));
    }

    [Fact]
    public async Task What_is_wrong_with_certificates_is_said_before_the_start()
    {
        _authority.Issue("primary.example");
        Configure();
        File.Delete(_authority.CertificateFileOf("primary.example"));
        Rdns.Outcome primary = await Rdns.RunAsync("check", "config", _pair.File("primary.yaml"));
        Rdns.Outcome secondary = await Rdns.RunAsync("check", "config", _pair.File("secondary.yaml"));
        Assert.Equal(1, primary.ExitCode);
        Assert.Contains("primary.example.pem", primary.Output + primary.Error, StringComparison.Ordinal);
        Assert.Equal(1, secondary.ExitCode);
        Assert.Contains("secondary.example.key", secondary.Output + secondary.Error, StringComparison.Ordinal);
    }

    private void Configure()
    {
        _pair.Configure("primary", $"""
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
            notify: [{"{"}to: "127.0.0.1:{_pair.SecondaryPort}"{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        _pair.Configure("secondary", $"""
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
}
