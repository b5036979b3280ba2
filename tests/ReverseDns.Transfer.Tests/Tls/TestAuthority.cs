using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer.Tests.Tls;

/// <summary>An authority that lives as long as a test, with its certificates in files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly OidCollection Uses = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];

    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=An authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-30), TimeProvider.System.GetUtcNow().AddDays(30));
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rdns-tls-").FullName;

    public string RootFile => Path.Combine(Folder, "authority.pem");

    public X509Certificate2Collection Authorities => [_root];

    public static PublicKeyPin PinOf(SslStreamCertificateContext context) => PublicKeyPin.Of(context.TargetCertificate);

    /// <summary>Files name.pem and name.key, and what they are to us.</summary>
    /// <param name="days">From now until it ends.</param>
    public SslStreamCertificateContext Issue(string name, double days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Uses, critical: false));
        DateTimeOffset end = TimeProvider.System.GetUtcNow().AddDays(days);
        using X509Certificate2 certificate = request.Create(_root, end.AddDays(-10), end, RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(CertificateFileOf(name), certificate.ExportCertificatePem());
        File.WriteAllText(KeyFileOf(name), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(KeyFileOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SslStreamCertificateContext? read = CertificateFile.Read(CertificateFileOf(name), KeyFileOf(name), out string? fault);
        return read ?? throw new InvalidOperationException(fault);
    }

    public string CertificateFileOf(string name) => Path.Combine(Folder, $"{name}.pem");

    public string KeyFileOf(string name) => Path.Combine(Folder, $"{name}.key");

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
